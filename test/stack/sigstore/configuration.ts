import { stringify } from 'yaml';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import { PERSONS, PLACES, SINCE } from './places.ts';

const service = (url: string, majorApiVersion: number) => ({ url, majorApiVersion, validFor: { start: SINCE }, operator: 'dev' });

/** Sigstore's signing configuration v0.2 for this stack, with one of its two logs. */
export function signingConfig(rekor: 'v1' | 'v2'): string {
  return `${canonicalJson({
    mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
    caUrls: [service(PLACES.fulcio, 1)],
    oidcUrls: [service(PLACES.issuer, 1)],
    rekorTlogUrls: [rekor === 'v2' ? service(PLACES.rekorV2, 2) : service(PLACES.rekorV1, 1)],
    rekorTlogConfig: { selector: 'ANY' },
    tsaUrls: [service(PLACES.tsa, 1)],
    tsaConfig: { selector: 'ANY' },
  })}\n`;
}

/** Fulcio's configuration: a GitLab at gitlab.example.com whose tokens our issuer mints, and persons by e-mail address. As JSON, its keys would have other names. */
export const FULCIO_OIDC = stringify({
  'oidc-issuers': {
    [PLACES.issuer]: { 'issuer-url': PLACES.issuer, 'client-id': 'sigstore', type: 'ci-provider', 'ci-provider': 'gitlab-pipeline' },
    [PERSONS]: { 'issuer-url': PERSONS, 'client-id': 'sigstore', type: 'email' },
  },
  'ci-issuer-metadata': {
    'gitlab-pipeline': {
      'default-template-values': { url: 'https://gitlab.example.com' },
      'extension-templates': {
        'build-signer-uri': 'https://{{ .ci_config_ref_uri }}',
        'build-signer-digest': 'ci_config_sha',
        'runner-environment': 'runner_environment',
        'source-repository-uri': '{{ .url }}/{{ .project_path }}',
        'source-repository-digest': 'sha',
        'source-repository-ref': 'refs/{{if eq .ref_type "branch"}}heads/{{ else }}tags/{{end}}{{ .ref }}',
        'source-repository-identifier': 'project_id',
        'source-repository-owner-uri': '{{ .url }}/{{ .namespace_path }}',
        'source-repository-owner-identifier': 'namespace_id',
        'build-config-uri': 'https://{{ .ci_config_ref_uri }}',
        'build-config-digest': 'ci_config_sha',
        'build-trigger': 'pipeline_source',
        'run-invocation-uri': '{{ .url }}/{{ .project_path }}/-/jobs/{{ .job_id }}',
        'source-repository-visibility-at-signing': 'project_visibility',
      },
      'subject-alternative-name-template': 'https://{{ .ci_config_ref_uri }}',
    },
  },
}, { lineWidth: 0 });
