import { STATEMENT_DSSE, TRUSTED_ROOT } from '../sealing/seal-files.ts';

/** README.txt of the bag: how a person checks it with the tools at hand (docs/bundle-format.md §5.5, docs/verify-by-hand.md). */
export function writeReadme(facts: { readonly product: string; readonly version: string; readonly sealed: boolean }): string {
  const folder = `${facts.product}-${facts.version}`;
  const zip = `${folder}.evidence.zip`;
  return `Release evidence of ${facts.product} ${facts.version}

This folder holds the evidence of one software release: raw files, results, report. It is a BagIt 1.0 bag (RFC 8493).
It evidences what was checked; it does not certify anything. Start with data/report/report.html.

CHECK IT WITH THE TOOL (recomputes the verdict from the raw evidence as well)

    npx release-evidence verify ${zip} --key PUBLIC-KEY.pem

  or, for a seal by certificate (there is no ${STATEMENT_DSSE}),

    npx release-evidence verify ${zip} --identity IDENTITY --issuer URL --trusted-root TRUSTED-ROOT.json

CHECK THAT NOTHING CHANGED, LINUX OR MACOS

    unzip -q ${zip}
    cd ${folder}
    sha256sum -c --strict --quiet tagmanifest-sha256.txt
    sha256sum -c --strict --quiet manifest-sha256.txt

  No output and exit code 0 mean: every listed file is as it was. Then look for files that no list names:

    find data -type f | wc -l        # equal to the number of lines of manifest-sha256.txt

CHECK THAT NOTHING CHANGED, WINDOWS POWERSHELL

    Expand-Archive ${zip} -DestinationPath .
    cd ${folder}
    foreach ($list in 'tagmanifest-sha256.txt', 'manifest-sha256.txt') {
      foreach ($line in [IO.File]::ReadAllLines("$PWD/$list")) {
        $file = $line.Substring(66)
        if ((Get-FileHash -Algorithm SHA256 -LiteralPath $file).Hash -ne $line.Substring(0, 64)) { "ALTERED: $file" }
      }
    }

  No output means: every listed file is as it was. True means that no file is there which the list does not name:

    (Get-ChildItem data -Recurse -File -Force).Count -eq [IO.File]::ReadAllLines("$PWD/manifest-sha256.txt").Count
${facts.sealed ? sealed() : `
This bundle is not sealed: the lists show accidental damage, not who made it.
`}`;
}

function sealed(): string {
  return `
CHECK WHO SEALED IT (public key, or identity, issuer and trusted root, come from the manufacturer, never from this folder)

  ${STATEMENT_DSSE} holds the signed statement: "payload" is base64 of it, "sig" base64 of an ECDSA P-256 signature.
  What is signed: the text "DSSEv1 28 application/vnd.in-toto+json ", the length of the payload in bytes, a blank, the payload.

    field() { sed -n "s/.*\\"$1\\":\\"\\([^\\"]*\\)\\".*/\\1/p" ${STATEMENT_DSSE}; }
    field payload | openssl base64 -d -A > ../payload.json
    field sig | openssl base64 -d -A > ../sig.bin
    { printf 'DSSEv1 28 application/vnd.in-toto+json %d ' "$(wc -c < ../payload.json)"; cat ../payload.json; } > ../pae.bin
    openssl dgst -sha256 -verify PUBLIC-KEY.pem -signature ../sig.bin ../pae.bin

  or, with the artifact that was released,

    cosign verify-blob-attestation --key PUBLIC-KEY.pem --insecure-ignore-tlog=true --bundle seal/statement.sigstore.json \\
      --type https://release-evidence.dev/predicate/v1 ARTIFACT

  or, for a seal by certificate,

    cosign verify-blob-attestation --trusted-root TRUSTED-ROOT.json --certificate-identity IDENTITY --certificate-oidc-issuer URL \\
      --bundle seal/statement.sigstore.json --type https://release-evidence.dev/predicate/v1 ARTIFACT

  seal/vsa.* and seal/svr.* say the same to tools that read a VSA (https://slsa.dev/verification_summary/v1) or an SVR.

  The statement must name the SHA-256 of tagmanifest-sha256.txt among its subjects. ${TRUSTED_ROOT} names the authorities that
  the seal refers to; it is not a reason to trust them.
`;
}
