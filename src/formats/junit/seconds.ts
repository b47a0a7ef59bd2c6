/**
 * Seconds of a `time` attribute; undefined when it is empty, negative, no number or cannot be understood without guessing.
 * Seen in the wild: `1,234.5` (Surefire), `1.234,56`, `PT1.5S`, `1234ms`, `NaN`, `<<computed>>`.
 */
export function toSeconds(text: string): number | undefined {
  const value = text === '' ? NaN : Number(text);
  if (!Number.isNaN(value)) return positive(value);
  const trimmed = text.trim();
  const unit = /^([\d.]+)\s*(ms|s|sec|seconds)$/.exec(trimmed);
  if (unit) return positive(Number(unit[1]) / (unit[2] === 'ms' ? 1000 : 1));
  const iso = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/.exec(trimmed);
  if (iso && trimmed !== 'PT') return 3600 * Number(iso[1] ?? 0) + 60 * Number(iso[2] ?? 0) + Number(iso[3] ?? 0);
  if (/^\d{1,3}(,\d{3})+\.\d+$/.test(trimmed)) return positive(Number(trimmed.replaceAll(',', '')));
  if (/^\d{1,3}(\.\d{3})+,\d+$/.test(trimmed)) return positive(Number(trimmed.replaceAll('.', '').replace(',', '.')));
  // `1,234` may be a thousand or one and a bit: not guessed.
  if (/^\d+,\d+$/.test(trimmed) && !/^\d{1,3},\d{3}$/.test(trimmed)) return positive(Number(trimmed.replace(',', '.')));
  return undefined;
}

const positive = (value: number): number | undefined => (Number.isFinite(value) && value >= 0 ? value : undefined);
