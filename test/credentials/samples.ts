/**
 * Strings that look like credentials, put together here so that a scanner over this repository finds none. All are invented; `j` joins the
 * parts, `r` makes as many characters as asked for, always the same ones.
 */
export const j = (...parts: readonly string[]): string => parts.join('');
const ALPHABET = 'k7Qz2mVx9RbT4nWp8LcY3hJd6GfS5';
export const r = (n: number, alphabet = ALPHABET): string => Array.from({ length: n }, (_, i) => alphabet[(i * 7 + (i >> 3)) % alphabet.length]!).join('');
export const hex = (n: number): string => r(n, '0123456789abcdef');
const digits = (n: number): string => r(n, '9073516284');
const letters = (n: number): string => r(n, 'kQzmVxRbTnWpLcYhJdGfS');

/** A pass word as people choose them, and one as machines make them. */
export const WORD = j('Hun', 'ter-', 'two', '22!');
export const MACHINE = r(20);

export const jwt = j('ey', 'JhbGciOiJIUzI1NiJ9', '.', 'ey', 'JzdWIiOiJydW5uZXIifQ', '.', r(43));
export const pem = (label: string, lines = 3): string => [j('-----BEG', 'IN ', label, 'PRIV', 'ATE KEY-----'), j('MI', 'GHAgEA', r(56)), ...Array.from({ length: lines - 1 }, (_, i) => r(64 - i)), j('-----END ', label, 'PRIV', 'ATE KEY-----')].join('\n');

/** One for each rule of the library, without their common prefix of ids. */
export const LIBRARY_SAMPLES: Readonly<Record<string, string>> = {
  'aws': j('aws_secret_', 'access_key = ', r(40)),
  'privatekey': pem(''),
  'npm': j('npm', '_', r(36)),
  'basicauth': j('https://', 'deployer', ':', r(12), '@git.acme.invalid/x.git'),
  'slack': j('xox', 'b-', digits(11), '-', r(24)),
  'sendgrid': j('S', 'G.', r(22), '.', r(43)),
  'shopify': j('shp', 'at_', hex(32)),
  'github': j('gh', 'p_', r(36)),
  'openai': j('s', 'k-', r(20), 'T3Blb', 'kFJ', r(20)),
  'anthropic': j('s', 'k-ant-', 'api03-', r(93), 'AA'),
  'linear': j('lin', '_api_', r(40)),
  'notion': j('nt', 'n_', digits(11), r(35)),
  'stripe': j('sk', '_live_', r(32)),
  'gitlab': j('gl', 'pat-', r(20)),
  'grafana': j('gl', 'sa_', r(32), '_', hex(8)),
  'groq': j('gs', 'k_', r(52)),
  'huggingface': j('h', 'f_', letters(34)),
  '1password': j('op', 's_', Buffer.from(JSON.stringify({ secretKey: r(40), email: 'a@b.invalid', muk: r(61) })).toString('base64')),
  'database-connection-string': j('postgres', '://', 'app', ':', r(14), '@db.acme.invalid:5432/results'),
  'hashicorp-vault': j('hv', 's.', r(95)),
  'vercel': j('vc', 'p_', r(40)),
  'databricks': j('da', 'pi', hex(32)),
  'docker': j('dckr', '_pat_', r(27)),
  'figma': j('fi', 'gd_', r(43)),
  'cloudflare': j('cf', 'ut_', r(40), hex(8)),
  'tailscale': j('ts', 'key-', 'auth-', r(16), '-', r(32)),
};

/** Formats of our own rules: what it is called, and one of it. */
export const OWN_SAMPLES: readonly (readonly [title: string, text: string])[] = [
  ['AWS access key id', j('AK', 'IA', r(16, 'QWERTZ234567'))],
  ['Google API key', j('AI', 'za', r(35))],
  ['PyPI token', j('py', 'pi-', 'AgE', r(60))],
  ['Atlassian token', j('ATA', 'TT3x', r(60))],
  ['Sonar token', j('sq', 'p_', hex(40))],
  ['GitLab token', j('gl', 'cbt-', '64_', r(20))],
  ['GitLab runner token', j('GR13', '48941', r(20))],
  ['JSON web token', jwt],
  ['private key', pem('ENCRYPTED ')],
  ['private key', pem('EC ', 1).replaceAll('\n', '\\n')],
  ['password in an address', j('redis', '://', 'cache', ':', r(12), '@localhost:6379')],
  ['password in an address', j('https://gitlab-ci-', 'token', ':', r(20), '@gitlab.acme.invalid/group/project.git')],
];

/** A place in a file where a value stands beside a name; `%` is where the value goes. */
export const NAMED_SAMPLES: readonly (readonly [what: string, text: string, value: string])[] = [
  ['a property of JUnit', '<property name="env.CI_JOB_TOKEN" value="%"/>', MACHINE],
  ['a property of the JVM', '<property name="javax.net.ssl.keyStorePassword" value="%"/>', WORD],
  ['attributes in another order', '<property value="%" name="CI_REGISTRY_PASSWORD"/>', WORD],
  ['single quotes', "<property name='db.password' value='%'/>", WORD],
  ['a property with its value as text', '<property name="SONAR_TOKEN">%</property>', MACHINE],
  ['an entry of Java properties in XML', '<entry key="signing.password">%</entry>', WORD],
  ['an element', '<password>%</password>', WORD],
  ['a line of an environment', 'HOME=/root\nDEPLOY_PASSWORD=%\nLANG=C', WORD],
  ['a line of an environment inside CDATA', '<system-out><![CDATA[AWS_SESSION_TOKEN=%\n]]></system-out>', MACHINE],
  ['an exported variable', 'export GITHUB_TOKEN="%"', MACHINE],
  ['declare -x', 'declare -x NPM_TOKEN="%"', MACHINE],
  ['JSON', '{"CI_JOB_TOKEN": "%"}', MACHINE],
  ['JSON on one line', '{"user":"x","client_secret":"%","n":1}', MACHINE],
  ['JSON in a string', '"env": "{\\"DB_PASSWORD\\": \\"%\\"}"', WORD],
  ['a dictionary of Python', "{'API_KEY': '%'}", MACHINE],
  ['YAML', 'db:\n  password: %\n', WORD],
  ['YAML in quotes', 'secret: "%"', WORD],
  ['a property file', 'sonar.login.token = %\n', MACHINE],
  ['an option of the JVM', 'java -Djavax.net.ssl.trustStorePassword=% -jar x.jar', WORD],
  ['an option of a command', 'login --password=% host', WORD],
  ['an option and its value', 'login --token % host', MACHINE],
  ['a connection string', 'Server=db;User Id=sa;Password=%;', WORD],
  ['a key of a storage account', 'AccountName=x;AccountKey=%;EndpointSuffix=y', j(r(86), '==')],
  ['a query', 'GET https://h.invalid/x?access_token=%&y=1', MACHINE],
  ['a header', 'Authorization: Bearer %', MACHINE],
  ['a header in JSON', '"Authorization": "Basic %"', Buffer.from(j('user:', WORD)).toString('base64')],
  ['a header of GitLab', 'PRIVATE-TOKEN: %', MACHINE],
  ['a variable with its stage', '<property name="TOKEN_PRODUCTION" value="%"/>', MACHINE],
  ['a file of docker', '{"auths": {"h.invalid": {"auth": "%"}}}', Buffer.from(j('user:', WORD, MACHINE)).toString('base64')],
  ['a line of npmrc', '//registry.acme.invalid/:_authToken=%', MACHINE],
  ['program text', 'const password = "%";', WORD],
];
