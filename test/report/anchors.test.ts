import { describe, expect, it } from 'vitest';
import { Anchors } from '../../src/report/anchors.ts';

describe('anchors', () => {
  const anchors = new Anchors();
  anchors.add('files');
  for (const id of ['SRS-041', 'RC-012']) anchors.add(id, true);

  it('links whole words only', () => {
    expect(anchors.link('SRS-041 and RC-012, not SRS-0412 or XSRS-041')).toEqual([
      { text: 'SRS-041', to: 'SRS-041' }, { text: ' and ' }, { text: 'RC-012', to: 'RC-012' }, { text: ', not SRS-0412 or XSRS-041' },
    ]);
    expect(anchors.link('see (RC-012).')).toContainEqual({ text: 'RC-012', to: 'RC-012' });
  });

  it('does not take an ordinary word for a section', () => expect(anchors.link('3 files were read')).toEqual([{ text: '3 files were read' }]));

  it('gives a place away once, and refuses what cannot be an id', () => {
    expect(anchors.claim('SRS-041')).toBe('SRS-041');
    expect(anchors.claim('SRS-041')).toBeUndefined();
    expect(anchors.add('files', true)).toBe(false);
    expect(anchors.add('"><script>')).toBe(false);
    expect(anchors.add('a b')).toBe(false);
  });
});
