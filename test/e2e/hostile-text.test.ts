import { describe, expect, it } from 'vitest';
import { JUNIT, project } from '../support/project.ts';

const HOSTILE = '&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt; ../../etc/passwd {{constructor}} __proto__ \u{202e}desrever\u{9b}31m';
const report = JUNIT.replace('stops on request', HOSTILE).replace('"request"', HOSTILE)
  .replace('failures="0"', 'failures="1"').replace('</testcase>\n</testsuite>', '<failure message="&lt;b&gt;#panic(1)&lt;/b&gt; $ x $ \\u{41}"/></testcase>\n</testsuite>');

describe('text of evidence that would like to be more than text', () => {
  const made = project({ 'reports/system.xml': report });
  const checked = made.run('check');
  const bundled = made.run('bundle', '--signer', 'none', '--report', 'report');
  const page = made.get('report/report.html');

  it('[SRS-021] is shown as it is written', () => {
    expect(checked.exit).toBe(1);
    expect(checked.out).toContain('<script>alert(1)</script>');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('[SRS-021] sends no control character to the terminal', () => {
    expect(checked.out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(checked.out).toContain('\\u{202e}');
    expect(checked.out).toContain('\\u{9b}');
  });

  it('[SRS-021] makes no element of the page', () => {
    expect(page).not.toContain('<script>alert');
    expect(page).not.toMatch(/<img[^>]*onerror/);
    expect(page).not.toMatch(/\u202e(?![^<]*<\/)/);
  });

  it('[SRS-051] meets a page that may load and run nothing', () => {
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]+)"/i.exec(page)?.[1] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(page).not.toMatch(/<(?:script|link|iframe|object|embed|base)\b[^>]*(?:src|href)=["'](?:https?:)?\/\//i);
  });

  it('[SRS-065] is bundled although the release is NOT READY', () => {
    expect(bundled.exit, bundled.err).toBe(1);
    expect(made.files()).toContain('pump-1.0.0.evidence.zip');
    expect(made.files()).toContain('report/report.pdf');
  });

  it('[SRS-093] is never answered with a claim of conformity', () => {
    for (const text of [checked.out, page]) expect(text).not.toMatch(/\b(?:compliant|certified)\b/i);
  });
});
