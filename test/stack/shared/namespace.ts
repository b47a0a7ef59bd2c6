import { readFileSync } from 'node:fs';

/**
 * Refuses to go on where other interfaces than loopback exist: two programs of the stack listen on all of them and no flag stops that.
 * `/sys/class/net` would still show the outer interfaces; `/proc/net/dev` does not.
 */
export function requireNamespace(devices: string = readFileSync('/proc/net/dev', 'utf8')): void {
  const interfaces = devices.split('\n').filter((line) => line.includes(':')).map((line) => line.split(':')[0]?.trim());
  if (interfaces.join() === 'lo') return;
  if (process.env.STACK_OUTSIDE_NAMESPACE === 'yes') return;
  throw new Error(`the stack would listen on other interfaces (${interfaces.join(', ')}): run it by test/stack/in-namespace.sh COMMAND, or set STACK_OUTSIDE_NAMESPACE=yes on a machine of your own`);
}
