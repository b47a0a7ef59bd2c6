import { COLUMNS, type ColumnType } from './schema.ts';

/** Definitions of the table for engines that read it in place; docs/catalogue.md shows these very texts. */
const HIVE: Readonly<Record<ColumnType, string>> = { string: 'string', int32: 'int', boolean: 'boolean', timestamp: 'timestamp' };
const TRINO: Readonly<Record<ColumnType, string>> = { string: 'varchar', int32: 'integer', boolean: 'boolean', timestamp: 'timestamp(3)' };
const columns = (types: Readonly<Record<ColumnType, string>>, indent = '  ') => COLUMNS.map(({ name, type }) => `${indent}${name} ${types[type]}`);

/** Spark SQL. The partition columns are strings by declaration: inferred, version 2.10 would be the number 2.1. */
export function sparkTable(location: string): string {
  return `CREATE TABLE facts (\n${[...columns(HIVE), '  product string', '  version string'].join(',\n')}\n)\nUSING parquet\nPARTITIONED BY (product, version)\nLOCATION '${location}'`;
}

/** Athena (Hive DDL). New partitions are found by MSCK REPAIR TABLE, or projected: see docs/catalogue.md. */
export function athenaTable(location: string): string {
  return `CREATE EXTERNAL TABLE facts (\n${columns(HIVE).join(',\n')}\n)\nPARTITIONED BY (product string, version string)\nSTORED AS PARQUET\nLOCATION '${location}'`;
}

/** Trino, Hive connector. */
export function trinoTable(location: string): string {
  return `CREATE TABLE hive.evidence.facts (\n${[...columns(TRINO), '  product varchar', '  version varchar'].join(',\n')}\n)\nWITH (\n  format = 'PARQUET',\n  external_location = '${location}',\n  partitioned_by = ARRAY['product', 'version']\n)`;
}
