/** The outside of a command: results go to `out`, everything else to `err`. */
export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Colour and moving progress only when the stream is a terminal. */
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  readonly stdin: () => Promise<string>;
  /** One line from the person at the terminal; absent when nobody sits there. */
  readonly ask?: (question: string) => Promise<string>;
  /** The same, for a passphrase: what is typed is not shown. */
  readonly askSecret?: (question: string) => Promise<string>;
  /** The clock; the system's when absent. */
  readonly now?: () => Date;
}

/** RFC 3339, UTC, whole seconds. */
export function timeNow(io: Io): string {
  return `${(io.now?.() ?? new Date()).toISOString().slice(0, 19)}Z`;
}

export function processIo(process: NodeJS.Process): Io {
  return {
    cwd: process.cwd(),
    env: process.env,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    outIsTerminal: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
    errIsTerminal: process.stderr.isTTY === true && process.env.NO_COLOR === undefined,
    stdin: async () => {
      const parts: Buffer[] = [];
      for await (const part of process.stdin) parts.push(part as Buffer);
      return Buffer.concat(parts).toString('utf8');
    },
    ...(process.stdin.isTTY === true && process.stderr.isTTY === true ? { ask: (question: string) => askAt(process, question), askSecret: async (question: string) => (await import('./ask-secret.ts')).askSecret(process, question) } : {}),
  };
}

async function askAt(process: NodeJS.Process, question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const line = createInterface({ input: process.stdin, output: process.stderr });
  line.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const ended = new Promise<string>((resolve) => line.once('close', () => resolve(''))); // end of input is no answer
  try {
    return await Promise.race([line.question(question), ended]);
  } finally {
    line.close();
  }
}
