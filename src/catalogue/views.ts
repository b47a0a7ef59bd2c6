import { KINDS } from './schema.ts';

/** One view for each kind over the table `facts`, in SQL that DuckDB, Trino, Athena and Spark take alike: `[name, query]`. `also` are further columns of `facts`. */
export function kindViews(also: readonly string[] = []): readonly (readonly [view: string, sql: string])[] {
  return Object.entries(KINDS).map(([kind, { view, columns }]) => [view, `SELECT ${['product', 'version', ...also, ...columns].join(', ')} FROM facts WHERE kind = '${kind}'`]);
}

/**
 * Releases with what became of them, over the views above: a release that was withdrawn once stays withdrawn, whatever else is said of it.
 * A status counts for the bundle that it names.
 */
export const RELEASES_VIEW = `SELECT r.*, CASE WHEN s.withdrawn > 0 THEN 'withdrawn' WHEN s.changes > 0 THEN 'superseded' ELSE 'published' END AS release_status
FROM release_facts r LEFT JOIN (
  SELECT product, version, bundle_sha256, count(*) AS changes, sum(CASE WHEN status = 'withdrawn' THEN 1 ELSE 0 END) AS withdrawn
  FROM status_changes GROUP BY product, version, bundle_sha256
) s ON s.product = r.product AND s.version = r.version AND s.bundle_sha256 = r.sha256`;
