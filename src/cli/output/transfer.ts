import type { Io } from '../io.ts';
import { bytes } from './text.ts';

/** Progress of a transfer. */
export interface Transfer {
  /** Bytes that are there so far, of the whole. */
  at(bytes: number): void;
  /** Takes the moving line away. */
  end(): void;
}

const EVERY_MS = 200;

/** On a terminal one line that moves, with the rate since `start`; elsewhere nothing: a log needs the end only. */
export function transferOn(io: Io, quiet: boolean | undefined, total: number): Transfer {
  if (quiet || !io.errIsTerminal) return { at() {}, end() {} };
  const begun = performance.now();
  let start: number | undefined;
  let shown = 0;
  let wide = 0;
  return {
    at(done) {
      start ??= done;
      const now = performance.now();
      if (shown !== 0 && now - shown < EVERY_MS) return;
      shown = now;
      const seconds = (now - begun) / 1000;
      const rate = (done - start) / seconds;
      const left = rate > 0 ? (total - done) / rate : Infinity;
      const line = `  ${bytes(done)} of ${bytes(total)}  ${total === 0 ? 100 : Math.floor((done / total) * 100)} %${seconds < 1 || !Number.isFinite(left) ? '' : `  ${bytes(Math.round(rate))}/s, ${duration(left)} left`}`;
      io.err(`\r${line.padEnd(wide)}`);
      wide = Math.max(wide, line.length);
    },
    end() {
      if (wide > 0) io.err(`\r${' '.repeat(wide)}\r`);
      wide = 0;
    },
  };
}

function duration(seconds: number): string {
  return seconds < 120 ? `${Math.ceil(seconds)} s` : seconds < 7200 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`;
}
