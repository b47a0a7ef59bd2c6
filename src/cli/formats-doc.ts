import { FORMATS } from '../formats/index.ts';

/** docs/formats.md: a test compares it with the list of readers. */
export function renderFormatsDoc(): string {
  const lines = [
    '# Formats', '',
    'Written from the list of readers (`node scripts/write-docs.mjs`); a test compares. A file is recognised by its content, never by its name.',
    'What is declared as one kind and holds another is refused. `release-evidence inspect FILE` says what a file is and what is wrong with it.', '',
    'Rules for every format: elements are counted and declared totals only compared; absent is not zero; entities, duplicate keys, nesting',
    'beyond the limits and bytes that are no text are refused with their place; nothing that was read is executed, fetched or rendered as markup.', '',
    '| format | holds | declared as | reads | ignores |', '|---|---|---|---|---|',
    ...FORMATS.map((format) => `| \`${format.id}\` ${format.title} | ${format.contentKind} | ${format.kinds.map((kind) => `\`${kind}\``).join(' ')} | ${cell(format.reads)} | ${cell(format.ignores)} |`),
    '',
  ];
  return lines.join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
