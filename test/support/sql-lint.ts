/**
 * Finds SQL that plain PostgreSQL accepts and a database distributed by `service_id` would refuse or, worse, answer differently.
 * A lint over text, not a parser: it looks at keywords around the names of the fact tables.
 */

import { factTables, recordTables } from '../../src/database/specs.ts';

const facts = Object.keys(factTables);
const records = Object.keys(recordTables);

type Rule = { readonly finding: string; readonly applies: (sql: string) => boolean };

/** Rules for any statement. */
const everywhere: readonly Rule[] = [
  { finding: 'the current time in DO UPDATE SET', applies: (sql) => /do update set/.test(sql) && clock.test(afterUpdateSet(sql)) },
  { finding: 'a calendar without its zone', applies: calendarWithoutZone },
  { finding: 'MERGE', applies: (sql) => /\bmerge\s+into\b/.test(sql) },
  { finding: 'a trigger', applies: (sql) => /\bcreate\s+(or\s+replace\s+)?(constraint\s+)?trigger\b/.test(sql) },
  { finding: 'several statements in one call', applies: (sql) => /;\s*\S/.test(sql) },
];

/** Rules for statements that touch a fact table. */
const onFacts: readonly Rule[] = [
  { finding: 'the current time instead of a parameter', applies: (sql) => clock.test(sql) },
  { finding: 'FOR UPDATE over several services', applies: (sql) => rowLock.test(sql) && !oneService.test(sql) },
  { finding: 'WITH RECURSIVE over several services', applies: (sql) => /\bwith\s+recursive\b/.test(sql) && services(sql) < 2 },
  { finding: 'grouping sets', applies: (sql) => /\b(rollup|cube)\s*\(|\bgrouping\s+sets\b/.test(sql) },
  { finding: 'LATERAL over a fact table', applies: (sql) => argumentsOf(sql, /\blateral\s*\(/g).some((inner) => touches(inner, facts)) },
  { finding: 'a fact table joined with a record table', applies: (sql) => touches(sql, records) && !/^\s*insert\b/.test(sql) },
  { finding: 'a sum of floating numbers', applies: sumOfFloats },
];

const clock =
  /\b(now|clock_timestamp|statement_timestamp|transaction_timestamp)\s*\(|\b(current_(timestamp|date|time)|localtime(stamp)?)\b/;
const rowLock = /\bfor\s+(no\s+key\s+update|update|share|key\s+share)\b/;
const oneService = /"?service_id"?\s*=\s*(\$\d+|')/;

/** Why a statement would not distribute; empty when nothing is known against it. Job queue and migrator are left out. */
export function forbiddenSql(text: string): string[] {
  const sql = normalised(text);
  if (/graphile_worker|kysely_migration/.test(sql)) return [];
  const rules = touches(sql, facts) ? [...everywhere, ...onFacts] : everywhere;
  return rules.filter((rule) => rule.applies(sql)).map((rule) => rule.finding);
}

/** Lower case, without comments, what strings say, and quotes around names. */
function normalised(text: string): string {
  return text
    .replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
    .replace(/'(?:[^']|'')*'/g, "''")
    .replaceAll('"', '')
    .toLowerCase();
}

/** Names a table where a table can stand; a column of the same name does not count. */
function touches(sql: string, tables: readonly string[]): boolean {
  const place = String.raw`\b(?:(?:from|join|into|update|using|table)\s+|from\s+\w+(?:\s+(?:as\s+)?\w+)?\s*,\s*)(?:only\s+)?(?:public\.)?`;
  return new RegExp(`${place}(${tables.join('|')})\\b(?!\\.)`).test(sql);
}

function services(sql: string): number {
  return sql.match(new RegExp(oneService, 'g'))?.length ?? 0;
}

function afterUpdateSet(sql: string): string {
  return sql.slice(sql.indexOf('do update set'));
}

/** What stands between the parentheses that each match of `opening` opens. */
function argumentsOf(sql: string, opening: RegExp): readonly string[] {
  return [...sql.matchAll(opening)].map((match) => {
    const from = match.index + match[0].length;
    return sql.slice(from, closing(sql, from));
  });
}

function closing(sql: string, from: number): number {
  let depth = 1;
  for (let at = from; at < sql.length; at += 1) {
    if (sql[at] === '(') depth += 1;
    if (sql[at] === ')') depth -= 1;
    if (depth === 0) return at;
  }
  return sql.length;
}

/** An instant has a day, a week or an hour only in a zone, and the session's zone does not reach every node. */
function calendarWithoutZone(sql: string): boolean {
  const zoneless = (inner: string) => !/\bat time zone\b/.test(inner);
  const parts = argumentsOf(sql, /\b(extract|date_part|to_char)\s*\(/g).filter((inner) => !/^\s*('')?\s*epoch\b/.test(inner));
  return (
    [...argumentsOf(sql, /\bdate_trunc\s*\(/g), ...parts].some(zoneless) ||
    argumentsOf(sql, /\bcast\s*\(/g).some((inner) => /\bas\s+date\s*$/.test(inner) && zoneless(inner) && !/^\s*(\$\d+|'')/.test(inner)) ||
    [...sql.matchAll(/(\S+)\s*::\s*date\b(?!\[)/g)].some((match) => isZonelessOperand(sql.slice(0, match.index + (match[1] ?? '').length)))
  );
}

/** Does the expression that ends here (a parameter, a string, a name, a parenthesis) lack a zone? */
function isZonelessOperand(before: string): boolean {
  if (/(\$\d+|'')$/.test(before)) return false;
  if (!before.endsWith(')')) return true;
  let depth = 0;
  for (let at = before.length - 1; at >= 0; at -= 1) {
    if (before[at] === ')') depth += 1;
    if (before[at] === '(') depth -= 1;
    if (depth === 0) return !/\bat time zone\b/.test(before.slice(at));
  }
  return true;
}

/** Their last digits depend on the order in which the nodes answer. Sorted inside the aggregate they do not. */
function sumOfFloats(sql: string): boolean {
  const inner = argumentsOf(sql, /\b(sum|avg)\s*\(/g);
  return inner.some((sum) => /::\s*(double precision|float\d?|real)\b|\bconfidence\b/.test(sum) && !/\border by\b/.test(sum));
}
