import { EXIT } from './exit-codes.ts';

/** Asks at the terminal without echo. Ends at Enter; Ctrl-C leaves the program, Ctrl-D or the end of input is an empty answer. */
export async function askSecret({ stdin, stderr, exit }: NodeJS.Process, question: string): Promise<string> {
  stderr.write(question);
  const before = stdin.isRaw;
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  let typed = '';
  try {
    return await new Promise<string>((resolve) => {
      const ended = (): void => {
        stdin.off('data', key);
        stdin.off('end', ended);
        resolve(typed);
      };
      const key = (text: string): void => {
        for (const character of text) {
          if (character === '\r' || character === '\n') return ended();
          if (character === '\u0003') {
            stdin.setRawMode(before);
            stderr.write('\n');
            exit(EXIT.interrupted);
          }
          if (character === '\u0004') {
            typed = '';
            return ended();
          }
          if (character === '\u007f' || character === '\b') typed = [...typed].slice(0, -1).join('');
          else if (character >= ' ') typed += character;
        }
      };
      stdin.on('data', key);
      stdin.on('end', ended);
      stdin.resume();
    });
  } finally {
    stdin.pause();
    stdin.setRawMode(before);
    stderr.write('\n');
  }
}
