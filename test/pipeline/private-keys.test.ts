import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/model/source.ts';
import { refusePrivateKeys } from '../../src/pipeline/private-keys.ts';
import { generateKey } from '../../src/sealing/key.ts';

const file = (name: string, text: string) => ({ path: `data/evidence/attachments/${name}`, content: memorySource(name, new TextEncoder().encode(text)) });

describe('private keys among the evidence', () => {
  it.each([['plain', undefined], ['encrypted', 'a passphrase']])('%s: named and refused, without a word of their content', (_, passphrase) => {
    const pem = generateKey(passphrase).privatePem;
    try {
      refusePrivateKeys([file('a.txt', 'x'), file('seal.pem', `Bag Attributes\n${pem}`)]);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'PRIVATE_KEY', exit: 'usage', problems: [{ file: 'seal.pem' }] });
      expect(JSON.stringify(error)).not.toContain(pem.split('\n')[1]);
    }
  });

  it('public keys, and reports that print a key of a test, may stay', () => {
    const { publicPem, privatePem } = generateKey(undefined);
    refusePrivateKeys([file('seal.pub.pem', publicPem), file('unit.xml', `<testsuite><system-out>\n${privatePem}</system-out></testsuite>`)]);
  });
});
