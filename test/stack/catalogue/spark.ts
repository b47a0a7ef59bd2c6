import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sparkTable } from '../../../src/catalogue/ddl.ts';
import { kindViews, RELEASES_VIEW } from '../../../src/catalogue/views.ts';

const CACHE = fileURLToPath(new URL('../../../.cache/spark-4.3.0/', import.meta.url));
const SCRIPT = fileURLToPath(new URL('ask_spark.py', import.meta.url));

export interface SparkAnswer {
  readonly answers: readonly { readonly columns: readonly string[]; readonly types: readonly string[]; readonly rows: readonly (readonly unknown[])[] }[];
  readonly seconds: Readonly<Record<string, number>>;
}

/** Asks Spark over the table at `location`, defined as docs/catalogue.md says; as on S3 when there are credentials. */
export function askSpark(location: string, queries: readonly string[], s3?: { readonly endpoint: string; readonly accessKey: string; readonly secretKey: string }): SparkAnswer {
  if (!existsSync(join(CACHE, 'done'))) throw new Error('Spark is not installed: test/stack/catalogue/install.sh');
  const scratch = mkdtempSync(join(tmpdir(), 'spark-'));
  try {
    const settings = s3 === undefined ? {} : {
      'spark.hadoop.fs.s3a.endpoint': s3.endpoint, 'spark.hadoop.fs.s3a.access.key': s3.accessKey, 'spark.hadoop.fs.s3a.secret.key': s3.secretKey, 'spark.hadoop.fs.s3a.path.style.access': 'true',
      'spark.hadoop.fs.s3a.connection.ssl.enabled': 'false', 'spark.hadoop.fs.s3a.endpoint.region': 'us-east-1', 'spark.hadoop.fs.s3a.aws.credentials.provider': 'org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider',
    };
    const job = {
      settings: { ...settings, 'spark.sql.warehouse.dir': join(scratch, 'warehouse'), 'spark.local.dir': scratch },
      jars: s3 === undefined ? [] : readdirSync(join(CACHE, 'jars')).map((name) => join(CACHE, 'jars', name)),
      definitions: [sparkTable(location), 'MSCK REPAIR TABLE facts', ...[...kindViews(), ['releases', RELEASES_VIEW] as const].map(([view, sql]) => `CREATE TEMPORARY VIEW ${view} AS ${sql}`)],
      queries,
    };
    const out = join(scratch, 'answers.json');
    execFileSync(join(CACHE, 'venv/bin/python'), [SCRIPT, out], { input: JSON.stringify(job), stdio: ['pipe', 'pipe', 'pipe'], timeout: 280_000, maxBuffer: 1 << 28, env: { ...process.env, SPARK_LOCAL_IP: '127.0.0.1', PYTHONHASHSEED: '0' } });
    return JSON.parse(readFileSync(out, 'utf8')) as SparkAnswer;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
