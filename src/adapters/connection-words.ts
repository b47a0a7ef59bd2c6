const CONNECTION: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers there (connection refused)', ENOTFOUND: 'there is no such host', EAI_AGAIN: 'the name of the host cannot be looked up now',
  ECONNRESET: 'the connection was cut', UND_ERR_SOCKET: 'the connection was cut', ENETUNREACH: 'there is no network to it', EHOSTUNREACH: 'there is no network to it',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer', ETIMEDOUT: 'it does not answer',
};

/** Why `fetch` got no answer, from what it throws; no address, no text of the server. */
export function connectionWords(cause: unknown): string {
  const inner = (cause as { cause?: { code?: unknown; message?: unknown; errors?: { code?: unknown }[] } }).cause;
  if (inner?.message === 'bad port') return 'its port is one that no HTTP client uses (Fetch standard, port blocking)';
  const code = String(inner?.code ?? inner?.errors?.[0]?.code ?? '');
  if (/CERT|SELF_SIGNED|TLS|SSL/.test(code)) return `its TLS certificate is not trusted here (${code})`;
  return CONNECTION[code] ?? (code === '' ? 'the connection failed' : `the connection failed (${code})`);
}
