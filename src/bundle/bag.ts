/** The two BagIt tag files whose every byte the format fixes (docs/bundle-format.md §5.1, §5.2). */
export const BAGIT_TEXT = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';

/** Number of this format. */
export const FORMAT = '1';

export interface BagInfo {
  readonly product: string;
  readonly version: string;
  /** RFC 3339; its date part becomes `Bagging-Date`. */
  readonly date: string;
  readonly toolVersion: string;
  readonly bytes: number;
  readonly files: number;
}

export function writeBagInfo(info: BagInfo): string {
  return [
    `Bag-Software-Agent: release-evidence ${info.toolVersion}`,
    `Bagging-Date: ${info.date.slice(0, 10)}`,
    `External-Description: Release evidence of ${info.product} ${info.version}`,
    `External-Identifier: ${info.product}-${info.version}`,
    `Payload-Oxum: ${info.bytes}.${info.files}`,
    `Release-Evidence-Format: ${FORMAT}`,
    '',
  ].join('\n');
}

/** Labels and values in order, or null when a line is not `label: value` or there is no LF at the end. */
export function parseBagInfo(text: string): readonly (readonly [string, string])[] | null {
  const lines = text.split('\n');
  if (lines.pop() !== '') return null;
  const fields: [string, string][] = [];
  for (const line of lines) {
    const match = /^([A-Za-z-]+): (\S.*)$/u.exec(line);
    if (!match) return null;
    fields.push([match[1]!, match[2]!]);
  }
  return fields;
}
