import { isIPv4 } from 'node:net';

/** This machine, by a URL's host name: 127.0.0.0/8, ::1, localhost. What is sent there needs no TLS. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'));
}
