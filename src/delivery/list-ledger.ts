/** The ledger for people: the newest decision first, with what it is about and whether it still holds. */

import { type RawBuilder, sql } from 'kysely';
import { consistently } from '../database/consistently.ts';
import type { Db } from '../database/open.ts';
import { holds } from '../database/search.ts';
import { decodeTimeCursor, pageOf } from '../domain/cursor.ts';
import { type LedgerAction, type LedgerSubject, readFailureKey } from '../domain/ledger.ts';
import { readUndone } from './ledger-store.ts';
import { all } from './list-query.ts';
import type { Page, Paging } from './lists.ts';
import { mergedFrom, mergedInto } from './merged.ts';
import type { DeploymentName, IncidentName } from './story.ts';

export type ListedEntry = {
  readonly id: string;
  readonly at: Date;
  readonly author: string;
  readonly subject: LedgerSubject;
  /** Null = every service that sees the incident. */
  readonly serviceId: string | null;
  readonly serviceName: string | null;
  readonly action: LedgerAction;
  readonly target: { readonly kind: 'deployment'; readonly key: string } | null;
  readonly note: string;
  readonly restoredAt: Date | null;
  /** The entry that took it back; null = it holds. */
  readonly undoneBy: string | null;
  /** What it speaks of, where that is known. */
  readonly about: {
    readonly incident: IncidentName | null;
    /** The deployment that is blamed, cleared or marked. */
    readonly deployment: DeploymentName | null;
    readonly evidence: string | null;
  };
};

export type LedgerFilter = {
  readonly serviceId?: string | undefined;
  readonly action?: LedgerAction | undefined;
  /** Entries that speak of this incident or deployment, as subject or as target, or of its evidence. */
  readonly about?: string | undefined;
  /** Text in the note. */
  readonly q?: string | undefined;
};

type Row = Omit<ListedEntry, 'subject' | 'target' | 'undoneBy' | 'about'> & {
  readonly subjectKind: LedgerSubject['kind'];
  readonly subjectKey: string;
  readonly targetKey: string | null;
};

const columns = sql`e.entry_id as id, e.at, e.author, e.subject_kind, e.subject_key, e.service_id, s.name as service_name, e.action,
  e.target_key, e.note, e.restored_at`;

async function conditions(db: Db, { serviceId, action, about, q }: LedgerFilter): Promise<readonly RawBuilder<unknown>[]> {
  // What was decided on incidents before they were merged into this one holds for it.
  const subjects = about === undefined ? [] : [about, ...(await mergedFrom(db, about))];
  const speaks = (entry: string): RawBuilder<unknown> => {
    const [subject, target] = [sql.ref(`${entry}.subject_key`), sql.ref(`${entry}.target_key`)];
    return sql`(${subject} = any(${subjects}::text[]) or ${target} = ${about} or starts_with(${subject}, ${`${about}!`}))`;
  };
  // What undoes an entry that speaks of it does so too.
  const undoes = sql`(e.action = 'undo' and exists (select from ledger_entry u where u.entry_id = e.subject_key and ${speaks('u')}))`;
  return [
    ...(serviceId === undefined ? [] : [sql`(e.service_id = ${serviceId} or e.service_id is null)`]),
    ...(action === undefined ? [] : [sql`e.action = ${action}`]),
    ...(about === undefined ? [] : [sql`(${speaks('e')} or ${undoes})`]),
    ...(q === undefined ? [] : [sql`(${sql.join(holds([sql`e.note`], q), sql` or `)})`]),
  ];
}

/** One page of the ledger. */
export async function listLedger(db: Db, filter: LedgerFilter, paging: Paging): Promise<Page<ListedEntry>> {
  return await consistently(db, async (trx) => {
    const where = await conditions(trx, filter);
    const [at = '', id = ''] = paging.after === undefined ? [] : decodeTimeCursor(paging.after, 2);
    const after = paging.after === undefined ? [] : [sql`(e.at, e.entry_id) < (${at}::timestamptz, ${id})`];
    const { rows } = await sql<Row>`select ${columns} from ledger_entry e left join service s on s.service_id = e.service_id
      where ${all([...where, ...after])} order by e.at desc, e.entry_id desc limit ${paging.limit + 1}`.execute(trx);
    const page = pageOf(rows, paging.limit, (row) => [row.at.toISOString(), row.id]);
    const total = paging.after === undefined ? await countOf(trx, where) : null;
    return { items: await described(trx, page.items), next: page.next, total };
  });
}

/** One entry as it is listed; null when there is none. */
export async function readEntry(db: Db, id: string): Promise<ListedEntry | null> {
  const { rows } = await sql<Row>`select ${columns} from ledger_entry e left join service s on s.service_id = e.service_id
    where e.entry_id = ${id}`.execute(db);
  return (await described(db, rows))[0] ?? null;
}

async function countOf(db: Db, where: readonly RawBuilder<unknown>[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ledger_entry e where ${all(where)}`.execute(db);
  return rows[0]?.n ?? 0;
}

async function described(db: Db, rows: readonly Row[]): Promise<readonly ListedEntry[]> {
  const gone = await readUndone(db);
  // An undo is about what the entry it takes back is about.
  const meant = await subjects(
    db,
    rows.flatMap((row) => (row.subjectKind === 'entry' ? [row.subjectKey] : [])),
  );
  const aboutOf = (row: Row) => partsOf(row.subjectKind === 'entry' ? (meant.get(row.subjectKey) ?? row) : row);
  const names = await namesOf(db, rows.map(aboutOf));
  return rows.map((row) => {
    const { subjectKind, subjectKey, targetKey, ...rest } = row;
    const { incidentId, deploymentId, evidence } = aboutOf(row);
    return {
      ...rest,
      subject: { kind: subjectKind, key: subjectKey },
      target: targetKey === null ? null : { kind: 'deployment', key: targetKey },
      undoneBy: gone.get(row.id)?.entryId ?? null,
      about: {
        incident: names.incidents.get(incidentId ?? '') ?? null,
        deployment: names.deployments.get(deploymentId ?? '') ?? null,
        evidence,
      },
    };
  });
}

type Subject = Pick<Row, 'subjectKind' | 'subjectKey' | 'targetKey'>;
type Parts = { readonly incidentId: string | null; readonly deploymentId: string | null; readonly evidence: string | null };

function partsOf({ subjectKind, subjectKey, targetKey }: Subject): Parts {
  const failure = subjectKind === 'failure' ? readFailureKey(subjectKey) : null;
  const deploymentId = failure?.deploymentId ?? (subjectKind === 'deployment' ? subjectKey : targetKey);
  return { incidentId: subjectKind === 'incident' ? subjectKey : null, deploymentId, evidence: failure?.evidence ?? null };
}

/** The first entry behind a chain of undoing. */
async function subjects(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Subject>> {
  const found = new Map<string, Subject>();
  let wanted: readonly (readonly [string, string])[] = ids.map((id) => [id, id]);
  while (wanted.length > 0) {
    const { rows } = await sql<Subject & { id: string }>`select entry_id as id, subject_kind, subject_key, target_key from ledger_entry
      where entry_id = any(${wanted.map(([, id]) => id)}::text[])`.execute(db);
    const byId = new Map(rows.map((row) => [row.id, row]));
    for (const [asked, id] of wanted) {
      const row = byId.get(id);
      if (row !== undefined && row.subjectKind !== 'entry') found.set(asked, row);
    }
    wanted = wanted.flatMap(([asked, id]): [string, string][] => {
      const row = byId.get(id);
      return row?.subjectKind === 'entry' ? [[asked, row.subjectKey]] : [];
    });
  }
  return found;
}

async function namesOf(db: Db, parts: readonly Parts[]) {
  const incidentIds = [...new Set(parts.flatMap(({ incidentId }) => incidentId ?? []))];
  const deploymentIds = [...new Set(parts.flatMap(({ deploymentId }) => deploymentId ?? []))];
  const deployments = await sql<DeploymentName>`select f.deployment_id as id, f.title, f.version, f.sha, f.kind, f.outcome, f.started_at,
    f.finished_at from deployment f where f.deployment_id = any(${deploymentIds}::text[]) order by f.deployment_id`.execute(db);
  return {
    incidents: await incidentsOf(db, incidentIds),
    deployments: new Map(deployments.rows.map((row) => [row.id, row])),
  };
}

/** Incidents by id; one that was merged goes by the name of the one it went into. */
async function incidentsOf(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, IncidentName>> {
  const found = await seenIncidents(db, ids);
  const ways = await mergedInto(
    db,
    ids.filter((id) => !found.has(id)),
  );
  const others = await seenIncidents(db, [...ways.values()].flat());
  const merged = [...ways].flatMap(([id, way]) => {
    const name = way.flatMap((into) => others.get(into) ?? []).at(-1);
    return name === undefined ? [] : [[id, name] as const];
  });
  return new Map([...found, ...merged]);
}

async function seenIncidents(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, IncidentName>> {
  if (ids.length === 0) return new Map();
  const { rows } =
    await sql<IncidentName>`select distinct on (f.incident_id) f.incident_id as id, f.title, f.url, f.opened_at, f.resolved_at
    from incident f where f.incident_id = any(${[...ids]}::text[]) order by f.incident_id, f.service_id`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}
