import { describe, expect, it } from 'vitest';
import { inspectSource } from '../../src/formats/inspect.ts';
import { memorySource } from '../../src/model/source.ts';

const nameOf = (text: string) => inspectSource(memorySource('f', new TextEncoder().encode(text))).format;

describe('[SRS-010] formats that share a root element', () => {
  it('are told apart by what is in it', () => {
    expect(nameOf('<results version="2"><cppcheck version="2.1"/><errors/></results>')).toBe('cppcheck');
    expect(nameOf('<results><modules><module name="a"/></modules></results>')).toBe('dotnet-coverage');
    expect(nameOf('<CoverageDSPriv/>')).toBe('dotnet-coverage');
    expect(nameOf('<results><other/></results>')).toBeUndefined();
  });
});
