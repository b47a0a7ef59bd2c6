import { readAll } from '../../model/source.ts';
import { byCodeUnit } from '../../model/order.ts';
import { SEAL_FOLDER } from '../../sealing/seal-files.ts';
import { BAGIT_TEXT, FORMAT, parseBagInfo } from '../bag.ts';
import { BAG_INFO, BAGIT, MANIFEST, PAYLOAD, TAG_FILES, TAG_MANIFEST, UNLISTED } from '../layout.ts';
import { LIMITS } from '../limits.ts';
import { parseManifest } from '../manifest.ts';
import type { Refusal } from '../verification.ts';
import type { Inventory } from './inventory.ts';

/** A text of the bag, or null when it is absent, larger than `limit` or not UTF-8. */
export function readText(inventory: Inventory, path: string, limit: number = LIMITS.text): string | null {
  const file = inventory.files.get(path);
  if (!file || file.size > limit) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readAll(inventory.open(path)));
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Step 2: structure of the bag and the tag files whose bytes are fixed. Names are compared with release.json in the statement step. */
export function checkBag(inventory: Inventory): Refusal[] {
  const problems: Refusal[] = [];
  const bagForm = (message: string, more: Partial<Refusal> = {}): void => void problems.push({ code: 'BAG_FORM', message, ...more });
  if (inventory.kind === 'archive' && inventory.top === null) bagForm('no top folder');
  for (const path of TAG_FILES) if (!inventory.files.has(path)) problems.push({ code: 'FILE_MISSING', message: 'a required file is missing', subject: path });
  if (inventory.files.has(BAGIT) && readText(inventory, BAGIT, LIMITS.declaration) !== BAGIT_TEXT) bagForm('bagit.txt is not the declaration of BagIt 1.0', { subject: BAGIT });
  const info = readText(inventory, BAG_INFO, LIMITS.declaration);
  if (info !== null) problems.push(...checkBagInfo(inventory, info));
  else if (inventory.files.has(BAG_INFO)) bagForm('bag-info.txt is not text', { subject: BAG_INFO });
  return problems;
}

function checkBagInfo(inventory: Inventory, text: string): Refusal[] {
  const fields = parseBagInfo(text);
  const labels = ['Bag-Software-Agent', 'Bagging-Date', 'External-Description', 'External-Identifier', 'Payload-Oxum', 'Release-Evidence-Format'];
  if (fields?.map(([label]) => label).join() !== labels.join()) return [{ code: 'BAG_FORM', message: 'bag-info.txt has not the lines of the format', subject: BAG_INFO, expected: labels.join(', ') }];
  const value = new Map(fields);
  const problems: Refusal[] = [];
  const compare = (code: 'BAG_FORM' | 'FORMAT_UNKNOWN', label: string, expected: string): void => {
    const found = value.get(label)!;
    if (found !== expected) problems.push({ code, message: `${label} is wrong`, subject: BAG_INFO, expected, found });
  };
  const payload = [...inventory.files].filter(([path]) => path.startsWith(PAYLOAD));
  compare('FORMAT_UNKNOWN', 'Release-Evidence-Format', FORMAT);
  compare('BAG_FORM', 'Payload-Oxum', `${payload.reduce((sum, [, file]) => sum + file.size, 0)}.${payload.length}`);
  if (inventory.top !== null) compare('BAG_FORM', 'External-Identifier', inventory.top);
  return problems;
}

/** Step 3: the tag manifest and every file outside the payload. Files of the seal have their own step. */
export function checkTagManifest(inventory: Inventory): Refusal[] {
  return compareManifest(inventory, TAG_MANIFEST, (path) => !path.startsWith(PAYLOAD) && !UNLISTED.has(path));
}

/** Step 4: the manifest and the payload. */
export function checkManifest(inventory: Inventory): Refusal[] {
  return compareManifest(inventory, MANIFEST, (path) => path.startsWith(PAYLOAD));
}

/** All differences between a manifest and what is there; `covers` says which files it has to list. */
function compareManifest(inventory: Inventory, name: string, covers: (path: string) => boolean): Refusal[] {
  const problems: Refusal[] = [];
  const text = readText(inventory, name);
  if (text === null) {
    if (!inventory.files.has(name)) return [{ code: 'FILE_MISSING', message: 'the list is missing: nothing it covered can be believed', subject: name }];
    return [{ code: 'MANIFEST_FORM', message: 'not UTF-8 text, or too large', subject: name }];
  }
  const { listed, faults } = parseManifest(text);
  for (const fault of faults) problems.push({ code: 'MANIFEST_FORM', message: fault.message, subject: `${name}:${fault.line}` });
  for (const [path, sha256] of listed) {
    const file = inventory.files.get(path);
    if (!covers(path)) problems.push({ code: 'MANIFEST_FORM', message: `${path} may not be listed here`, subject: name });
    else if (!file) problems.push({ code: 'FILE_MISSING', message: 'listed, and not there', subject: path, expected: sha256 });
    else if (file.sha256 !== sha256) problems.push({ code: 'FILE_ALTERED', message: 'another content than listed', subject: path, expected: sha256, found: file.sha256 });
  }
  const extra = [...inventory.files.keys()].filter((path) => covers(path) && !listed.has(path)).sort(byCodeUnit);
  for (const path of extra) {
    if (path.startsWith(SEAL_FOLDER) && path !== 'seal/trusted_root.json') continue; // the seal's closed list answers for these
    problems.push({ code: 'FILE_EXTRA', message: 'no list names it', subject: path, found: inventory.files.get(path)!.sha256 });
  }
  return problems;
}
