// One command with what it cost: wall and CPU (user and system, of it and its children) in seconds, largest resident set in MiB.
import { spawnSync } from 'node:child_process';

// Node cannot ask for the rusage of a child; a small Python can.
const WRAPPER = `
import json, os, resource, subprocess, sys, time
begin = time.monotonic()
run = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, close_fds=False)
wall = time.monotonic() - begin
used = resource.getrusage(resource.RUSAGE_CHILDREN)
text = lambda b: b.decode('utf-8', 'replace')
json.dump({'status': run.returncode, 'wall': wall, 'cpu': used.ru_utime + used.ru_stime, 'peakMiB': round(used.ru_maxrss / 1024), 'stdout': text(run.stdout), 'stderr': text(run.stderr)}, sys.stdout)
`;

/** Throws when the command ends with another exit code than 0. */
export function measured(command, args, env = {}) {
  const result = spawnSync('python3', ['-c', WRAPPER, command, ...args], { encoding: 'utf8', env: { ...process.env, ...env }, maxBuffer: 64 << 20, timeout: 1_800_000 });
  if (result.error) throw result.error;
  if (result.status !== 0) throw new Error(`python3: ${result.stderr}`);
  const answer = JSON.parse(result.stdout);
  if (answer.status !== 0) throw new Error(`${command} ${args.slice(0, 3).join(' ')} ended with ${answer.status}: ${answer.stderr}${answer.stdout}`);
  return answer;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Of rounds [{ NAME: measurement }]: for each client the median of its ratios to `anchor` in the same round, and the largest peak. */
export function ratios(rounds, anchor, targets = {}) {
  return Object.keys(rounds[0]).map((client) => {
    const own = rounds.map((round) => round[client]);
    const ratio = (field) => {
      const all = rounds.map((round) => round[client][field] / round[anchor][field]);
      return { median: round2(median(all)), min: round2(Math.min(...all)), max: round2(Math.max(...all)) };
    };
    return {
      client, wallSeconds: round2(median(own.map((one) => one.wall))), cpuSeconds: round2(median(own.map((one) => one.cpu))), peakMiB: Math.max(...own.map((one) => one.peakMiB)),
      wall: ratio('wall'), cpu: ratio('cpu'), ...(targets[client] && { target: targets[client] }),
    };
  });
}

const round2 = (value) => Math.round(value * 100) / 100;
