import type { Finding } from '../../../store/doctor.ts';
import { must, Untried, words } from './answers.ts';
import type { Patient } from './patient.ts';

type Seen = Omit<Finding, 'id'>;

const RACERS = 8;
/** Of a large body the last byte arrives late: a server that looks first and writes then is found out. */
const LARGE = 8 << 20;
const SMALL = 256 << 10;
/** A loss under concurrency may not show in one round. */
const ROUNDS = 3;
/** Eight large bodies over a slow line must arrive before their locks end. */
const RACE_SECONDS = 25;

/** Rows about writers that come at the same moment. What counts is what is there afterwards, not who was told what. */
export const raceRows = (patient: Patient) => ({
  'race-one-winner': async (): Promise<Seen> => {
    const body = new Uint8Array(LARGE).fill(0x5a);
    const racers = await Promise.all(Array.from({ length: RACERS }, () => patient.tryPut('race', { body, once: true, seconds: RACE_SECONDS })));
    const winners = racers.flatMap(({ answer }) => (answer.kind === 'accepted' ? [answer.value.versionId] : []));
    const { entries } = await patient.versions(racers[0]!.key);
    const seen = `${winners.length} of ${RACERS} were told that they won; ${entries.length} ${entries.length === 1 ? 'version is' : 'versions are'} there`;
    if (winners.length === 1 && entries.length === 1 && entries[0]!.versionId === winners[0]) return { outcome: 'holds', seen: `${seen}, the winner's` };
    const unanswered = racers.find(({ answer }) => answer.kind === 'none');
    // With one version and nobody who was told, an answer was lost on its way: no fault of the condition.
    if (winners.length === 0 && entries.length <= 1) throw new Untried(unanswered ? words(unanswered.answer) : words(racers[0]!.answer));
    return { outcome: 'does-not-hold', seen };
  },

  'race-all-kept': async (): Promise<Seen> => {
    for (let round = 1; ; round++) {
      const seen = await plainPuts(patient, `puts-${round}`);
      if (seen.outcome !== 'holds' || round === ROUNDS) return { ...seen, seen: `${seen.seen} (round ${round} of ${ROUNDS})` };
    }
  },
});

async function plainPuts(patient: Patient, name: string): Promise<Seen> {
  const racers = await Promise.all(Array.from({ length: RACERS }, (_, i) => patient.tryPut(name, { body: new Uint8Array(SMALL).fill(i), seconds: RACE_SECONDS })));
  const told = racers.flatMap(({ answer }) => (answer.kind === 'accepted' ? [answer.value.versionId] : []));
  if (told.length === 0) must(racers[0]!.answer, 'a put with lock headers');
  const there = new Set((await patient.versions(racers[0]!.key)).entries.map((entry) => entry.versionId));
  const lost = told.filter((versionId) => versionId === undefined || !there.has(versionId)).length;
  const seen = `${told.length} of ${RACERS} were acknowledged; ${there.size} ${there.size === 1 ? 'version is' : 'versions are'} there`;
  if (lost > 0) return { outcome: 'does-not-hold', seen: `${seen}: ${lost} acknowledged and lost` };
  if (told.length < RACERS) throw new Untried(`${seen}; the others were not taken`);
  return { outcome: 'holds', seen };
}
