import { inject } from 'vitest';
import { openServer, type S3Server, SERVERS, type ServerName } from './servers.ts';
import './setup.ts';

/** The servers of this run (setup.ts). */
export const servers: Readonly<Record<ServerName, S3Server>> = Object.fromEntries(SERVERS.map((name) => [name, openServer(name, inject('s3')[name])])) as Record<ServerName, S3Server>;

let buckets = 0;
/** A bucket of its own: name of the test's purpose, then a number. */
export async function newBucket(server: S3Server, purpose: string, options?: Parameters<S3Server['makeBucket']>[1]): Promise<string> {
  buckets += 1;
  const name = `${purpose}-${process.pid}-${buckets}`;
  await server.makeBucket(name, options);
  return name;
}
