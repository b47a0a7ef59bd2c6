/** Arc of Fulcio's certificate extensions: github.com/sigstore/fulcio docs/oid-info.md. */
export const FULCIO_ARC = '1.3.6.1.4.1.57264.1.';

/** Number below the arc of each extension that names where and by what was built; its value is a DER UTF8String. */
export const CERTIFICATE_EXTENSIONS = {
  buildSigner: 9,
  buildSignerDigest: 10,
  runnerEnvironment: 11,
  sourceRepository: 12,
  sourceDigest: 13,
  sourceRef: 14,
  sourceRepositoryId: 15,
  sourceOwner: 16,
  sourceOwnerId: 17,
  buildConfig: 18,
  buildConfigDigest: 19,
  buildTrigger: 20,
  runInvocation: 21,
  sourceVisibility: 22,
  deploymentEnvironment: 23,
  tokenSubject: 24,
} as const;

export type ExtensionName = keyof typeof CERTIFICATE_EXTENSIONS;

/** The issuer as a DER UTF8String, and the old form as bare bytes. A certificate that has both must say the same in both. */
export const ISSUER_EXTENSION = 8;
export const OLD_ISSUER_EXTENSION = 1;
/** Extensions 1 to 6 are bare bytes, those above are DER. */
export const LAST_BARE_EXTENSION = 6;

export function extensionName(number: number): ExtensionName | undefined {
  return (Object.keys(CERTIFICATE_EXTENSIONS) as ExtensionName[]).find((name) => CERTIFICATE_EXTENSIONS[name] === number);
}
