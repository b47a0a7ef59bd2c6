import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import type { SecretLintRuleContext, SecretLintRuleReportDescriptor, SecretLintSourceCode } from '@secretlint/types';
import type { Match } from './match.ts';

/**
 * The rules of secretlint, each called directly: its own runner is asynchronous, and an evaluation is not (it can be ended after a time). Left out:
 * `filter-comments`, with which a comment in the evidence would switch the scan off, and `gcp`, which opens files and parses whole ones (the key
 * in such a file is found as the private key that it is).
 */
const PREFIX = '@secretlint/secretlint-rule-';
const LEFT_OUT = ['filter-comments', 'gcp'];
const RULES = new Map(rules.map((rule) => [rule.meta.id.slice(PREFIX.length), rule] as const).filter(([id]) => !LEFT_OUT.includes(id)));

/** Ids of the rules that are run, without their common prefix. */
export const LIBRARY_RULES: readonly string[] = [...RULES.keys()];

const TITLES: Readonly<Record<string, string>> = {
  'aws': 'AWS secret access key', 'npm': 'npm token', 'basicauth': 'password in an address', 'slack': 'Slack token', 'openai': 'OpenAI key', 'anthropic': 'Anthropic key', 'groq': 'Groq key', 'huggingface': 'Hugging Face token',
  'linear': 'Linear key', 'notion': 'Notion token', 'privatekey': 'private key', 'sendgrid': 'SendGrid key', 'shopify': 'Shopify token', 'stripe': 'Stripe key', 'github': 'GitHub token', 'gitlab': 'GitLab token',
  'grafana': 'Grafana token', '1password': '1Password service account token', 'database-connection-string': 'password in a database address', 'hashicorp-vault': 'Vault token', 'vercel': 'Vercel token',
  'databricks': 'Databricks token', 'docker': 'Docker token', 'figma': 'Figma token', 'cloudflare': 'Cloudflare token', 'tailscale': 'Tailscale key',
};

/** What one rule finds in a piece of text. */
export function libraryMatches(id: string, text: string): readonly Match[] {
  const rule = RULES.get(id)!;
  const found: Match[] = [];
  const report = ({ range }: SecretLintRuleReportDescriptor): void => {
    const [start, end] = range as readonly [number, number];
    found.push({ start, end, secret: text.slice(start, end), rule: TITLES[id] ?? id, prefix: !NO_PREFIX.has(id) });
  };
  // All that a rule uses of the library's runner: words for a message that nobody prints, and a place to report to.
  const context = { sharedOptions: {}, createTranslator: () => () => ({ message: '', messageId: '' }), report, ignore: () => undefined } as unknown as SecretLintRuleContext;
  const source = { content: text, contentType: 'text', filePath: undefined, ext: '' } as unknown as SecretLintSourceCode;
  void rule.create(context, {}).file?.(source);
  return found;
}

/** Rules whose match does not begin with a well-known prefix. */
const NO_PREFIX: ReadonlySet<string> = new Set(['aws', 'basicauth', 'privatekey', 'database-connection-string']);
