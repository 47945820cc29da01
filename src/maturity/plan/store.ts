/** Plans in the database: append-only versions, so that who decided what and when stays known. */

import { createHash, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../../database/open.ts';
import { AppError } from '../../domain/errors.ts';
import type { Model } from '../model.ts';
import { bodies, faultsOfPlan, isExempt, mostActions, type Plan, type PlanEntry, type PlanKind } from './entry.ts';

type Row = Omit<PlanEntry, 'kind' | 'body'> & { readonly kind: PlanKind; readonly body: unknown };

// The schema of a kind gives the body of that kind; TypeScript does not follow the pair through the union.
const entryOf = ({ kind, body, ...row }: Row): PlanEntry => ({ ...row, kind, body: bodies[kind].parse(body) }) as PlanEntry;

/** The last version of every plan of a team; withdrawn ones only where they are asked for. Oldest first. */
export async function readPlans(db: Db, teamId: string, withWithdrawn = false): Promise<readonly PlanEntry[]> {
  const { rows } =
    await sql<Row>`select distinct on (entry_id) entry_id, version, at, author, kind, team_id, body, withdrawn from plan_entry
    where team_id = ${teamId} order by entry_id, version desc`.execute(db);
  const entries = rows.filter(({ withdrawn }) => withWithdrawn || !withdrawn).map(entryOf);
  return entries.toSorted((a, b) => a.at.getTime() - b.at.getTime() || (a.entryId < b.entryId ? -1 : 1));
}

/** Every version of one plan, oldest first; empty = there is none. */
export async function planHistory(db: Db, entryId: string): Promise<readonly PlanEntry[]> {
  const { rows } = await sql<Row>`select entry_id, version, at, author, kind, team_id, body, withdrawn from plan_entry
    where entry_id = ${entryId} order by version`.execute(db);
  return rows.map(entryOf);
}

/** By team, the statements it did not hold against itself at an instant, as was written until then. */
export async function exemptAt(db: Db, teamIds: readonly string[], at: Date): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { rows } = await sql<{ teamId: string; body: unknown; withdrawn: boolean }>`select distinct on (entry_id) team_id, body, withdrawn
    from plan_entry where team_id = any(${[...teamIds]}::text[]) and kind = 'exemption' and at <= ${at}::timestamptz
    order by entry_id, version desc`.execute(db);
  const found = new Map<string, Set<string>>();
  for (const { teamId, body, withdrawn } of rows) {
    const { statement, until } = bodies.exemption.parse(body);
    if (!withdrawn && isExempt(until, at)) found.set(teamId, (found.get(teamId) ?? new Set<string>()).add(statement));
  }
  return found;
}

export type Writing = { readonly db: Db; readonly model: Model; readonly author: string; readonly now: Date; readonly demo?: boolean };

/** A team has one target a dimension and one exemption a statement: a second one is a new version of the first. */
function idOf(teamId: string, { kind, body }: Plan): string {
  if (kind === 'action') return randomUUID();
  const about = kind === 'target' ? body.dimension : body.statement;
  return createHash('sha256')
    .update(JSON.stringify([kind, teamId, about]))
    .digest('base64url')
    .slice(0, 22);
}

/** Writes a plan, or changes the one under `entryId`. @throws AppError `invalid`, `not_found`, `conflict`. */
export async function writePlan({ db, model, now, ...by }: Writing, teamId: string, plan: Plan, entryId?: string): Promise<PlanEntry> {
  const faults = faultsOfPlan(plan, model, now);
  if (faults.length > 0) throw new AppError('invalid', faults.join(' '), faults);
  return await db.transaction().execute(async (trx) => {
    // Writers take turns, so that versions follow one another and the count of open actions holds.
    await sql`lock table plan_entry in share row exclusive mode`.execute(trx);
    const id = entryId ?? idOf(teamId, plan);
    const last = (await planHistory(trx, id)).at(-1);
    if (entryId !== undefined && (last === undefined || last.teamId !== teamId || last.kind !== plan.kind))
      throw new AppError('not_found', `Team "${teamId}" has no ${plan.kind} "${entryId}".`);
    await refuseTooMany(trx, teamId, plan, id);
    return await append(trx, { ...by, teamId, now, plan, entryId: id, version: (last?.version ?? 0) + 1, withdrawn: false });
  });
}

async function refuseTooMany(trx: Db, teamId: string, { kind, body }: Plan, entryId: string): Promise<void> {
  if (kind !== 'action' || body.state !== 'open') return;
  const open = (await readPlans(trx, teamId)).filter(
    (one) => one.kind === 'action' && one.body.state === 'open' && one.entryId !== entryId,
  );
  if (open.length >= mostActions)
    throw new AppError(
      'conflict',
      `The team has ${open.length} open actions already. Finish or drop one first: few get done beside each other.`,
    );
}

/** Takes a plan back; its versions stay. @throws AppError `not_found`. */
export async function withdrawPlan({ db, now, author, demo }: Omit<Writing, 'model'>, entryId: string): Promise<PlanEntry> {
  return await db.transaction().execute(async (trx) => {
    await sql`lock table plan_entry in share row exclusive mode`.execute(trx);
    const last = (await planHistory(trx, entryId)).at(-1);
    if (last === undefined || last.withdrawn) throw new AppError('not_found', `There is no such plan: "${entryId}".`);
    const { teamId, version } = last;
    return await append(trx, { author, demo, teamId, now, plan: last, entryId, version: version + 1, withdrawn: true });
  });
}

type Version = Pick<PlanEntry, 'teamId' | 'entryId' | 'version' | 'withdrawn' | 'author'> & {
  readonly now: Date;
  readonly plan: Plan;
  readonly demo?: boolean | undefined;
};

async function append(trx: Db, { plan, now, demo = false, ...rest }: Version): Promise<PlanEntry> {
  const { kind, body } = plan;
  await trx
    .insertInto('planEntry')
    .values({ ...rest, at: now, kind, body: JSON.stringify(body), demo })
    .execute();
  return entryOf({ ...rest, at: now, kind, body });
}
