export function withPdfUa(bytes: Uint8Array): Uint8Array {
  return bytes;
}
