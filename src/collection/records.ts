/** Records of one page, merged by natural key and written table by table. */

import { type TableSpec, upsert } from '../database/bulk.ts';
import type { Db } from '../database/open.ts';
import { recordTables } from '../database/specs.ts';
import { type PracticeRecord, practiceTables } from '../domain/practices.ts';
import type { AnyRecord } from '../domain/records.ts';
import type { Judged } from './items.ts';

/**
 * Record rows inserted or changed; how many of them delivery is derived from (not from practices and change events), and the earliest instant
 * those are about.
 */
export type Written = { readonly changed: number; readonly delivering: number; readonly earliest: Date };

/** What a page says about one record, in order. */
type Mentions = {
  readonly rows: readonly object[];
  readonly earliest: Date;
  /** Also `fetched_at` counts as a change. */
  readonly whole: boolean;
};

type TableName = AnyRecord['table'];

/** The small table first: on a distributed database it may not follow writes to the large ones. */
const order: readonly TableName[] = [
  'repository',
  'commit',
  'boundary_commit',
  'branch',
  'pull_request',
  'pull_request_commits',
  'review',
  'deployment_event',
  'deployment_status',
  'incident_service',
  'incident_event',
  'incident_entry',
  'change_event',
  'pull_request_ready',
  ...practiceTables,
];

const practices: ReadonlySet<string> = new Set(practiceTables);
/** What stands beside the facts: no delivery metric rests on it. */
const beside: ReadonlySet<string> = new Set([...practiceTables, 'change_event']);

const isPractice = (record: AnyRecord): record is PracticeRecord => practices.has(record.table);

/**
 * Upserts the records of these items by natural key; where several speak of one record, the last in their order wins. A row equal
 * to the stored one is not touched, so `fetched_at` says since when a record has been as it is. Content that *returned* is written
 * whole: a replay knows only the last time it became current, and this way that is all that matters.
 */
export async function writeRecords(db: Db, items: readonly Judged[], at: Date): Promise<Written> {
  const byTable = mentionsByKey(items, at);
  let changed = 0;
  let delivering = 0;
  let earliest = at;
  for (const table of order) {
    const mentions = [...(byTable.get(table)?.values() ?? [])];
    const written = await writeTable(db, recordTables[table], mentions, at);
    changed += written;
    if (beside.has(table)) continue;
    delivering += written;
    // Which of the rows changed is not known here: the earliest of all is a safe bound.
    if (written > 0) earliest = mentions.reduce((first, each) => (each.earliest < first ? each.earliest : first), earliest);
  }
  return { changed, delivering, earliest };
}

async function writeTable(db: Db, spec: TableSpec, mentions: readonly Mentions[], at: Date): Promise<number> {
  const pick = (whole: boolean): object[] =>
    mentions.filter((each) => each.whole === whole).flatMap(({ rows }) => rows.map((row) => ({ ...row, fetchedAt: at })));
  const usual = pick(false);
  const whole = pick(true);
  const changed = usual.length === 0 ? 0 : await upsert(db, spec, usual);
  return changed + (whole.length === 0 ? 0 : await upsert(db, { ...spec, uncompared: [] }, whole));
}

function mentionsByKey(items: readonly Judged[], at: Date): ReadonlyMap<TableName, ReadonlyMap<string, Mentions>> {
  const byTable = new Map<TableName, Map<string, Mentions>>();
  for (const item of items) {
    for (const record of item.records) {
      const mentions = byTable.get(record.table) ?? new Map<string, Mentions>();
      byTable.set(record.table, mentions);
      const key = naturalKey(recordTables[record.table], record.row);
      const before = mentions.get(key);
      const instant = instantOf(record, at);
      mentions.set(key, {
        rows: [...(before?.rows ?? []), record.row],
        earliest: before !== undefined && before.earliest < instant ? before.earliest : instant,
        whole: item.returned || before?.whole === true,
      });
    }
  }
  return byTable;
}

function naturalKey(spec: TableSpec, row: object): string {
  const values = new Map(Object.entries(row));
  return JSON.stringify(spec.key.map((column) => values.get(column)));
}

/** From when on a service has to be looked at again because of this record. */
function instantOf(record: AnyRecord, at: Date): Date {
  if (isPractice(record)) return at;
  switch (record.table) {
    case 'commit':
      return record.row.committedAt;
    case 'pull_request':
      return record.row.openedAt;
    case 'review':
      return record.row.submittedAt;
    case 'deployment_event':
      return record.row.createdAt;
    case 'deployment_status':
      return record.row.at;
    case 'incident_event':
      return record.row.openedAt;
    case 'incident_entry':
    case 'change_event':
    case 'pull_request_ready':
      return record.row.at;
    case 'repository':
    case 'branch':
    case 'incident_service':
      return at;
    case 'boundary_commit':
    case 'pull_request_commits':
      // They say nothing about when; what they change may be anywhere in the past.
      return new Date(0);
  }
}
