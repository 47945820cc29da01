/** Flow inside change lead time: how pull requests came to production, and what waits (definitions.md §4). */

import { sql } from 'kysely';
import { consistently } from '../database/consistently.ts';
import type { Db } from '../database/open.ts';
import type { Scope } from '../domain/scope.ts';
import { medianInterval } from '../statistics/median-interval.ts';
import { scopeAnswer } from './context.ts';
import { type EvidenceOptions, evidenceOf, questionOf } from './evidence.ts';
import { coveredDays, readCovered } from './exposure.ts';
import { instant, texts } from './facts.ts';
import { considering, definitionOf } from './flow-stages.ts';
import { frameOf } from './frame.ts';
import type { Question } from './metric.ts';
import { type EvidencePage, type Flow, type FlowStage, type ScopeAnswer, type StageId, stageIds } from './result.ts';
import { idsOf, type ScopeService, servicesInScope } from './services.ts';
import { unpack } from './tally.ts';
import { percentile } from './times.ts';

/** Stages over the pull requests first deployed in the window; what waits is as of now. Medians of stages do not add up to that of the whole. */
export async function answerFlow(db: Db, scope: Scope): Promise<Flow> {
  return await consistently(db, async (trx) => {
    const services = await servicesInScope(trx, scope);
    const question = questionOf(scope, services, scope.window);
    const stages: FlowStage[] = [];
    for (const id of stageIds) stages.push(await stageOf(trx, id, question));
    const pullRequests = Math.max(...stages.map(speakingOf));
    return { scope: await scopeOf(trx, scope, services), pullRequests, stages, waiting: await waitingOf(trx, scope, services) };
  });
}

/** The pull requests considered for a stage, newest deployment first. Throws AppError `invalid` for a cursor that is none. */
export async function listFlowEvidence(db: Db, scope: Scope, id: StageId, options: EvidenceOptions): Promise<EvidencePage> {
  return await evidenceOf(db, considering(id), scope, options);
}

async function scopeOf(db: Db, scope: Scope, services: readonly ScopeService[]): Promise<ScopeAnswer> {
  const detecting = services.filter((service) => service.detects);
  const covered = await readCovered(db, detecting, scope.window, scope.zone, scope.now);
  return scopeAnswer({ scope, frame: frameOf(scope, false), services, days: coveredDays(covered, detecting) });
}

type Row = { readonly reason: string | null; readonly n: number; readonly inferred: number; readonly times: Buffer | null };

async function stageOf(db: Db, id: StageId, question: Question): Promise<FlowStage> {
  const { rows } = await sql<Row>`with considered as (${considering(id).considered(question)})
    select reason, count(*) as n, count(*) filter (where inferred) as inferred,
      string_agg(float8send(value), ''::bytea) filter (where reason is null) as times
    from considered group by reason order by reason`.execute(db);
  const included = rows.find((row) => row.reason === null);
  const values = unpack(included?.times ?? null);
  const p50 = percentile(values, 'p50');
  return {
    id,
    state: p50 === null ? 'too_little_data' : 'value',
    p50,
    p75: percentile(values, 'p75'),
    p90: percentile(values, 'p90'),
    n: values.length,
    interval: medianInterval(values),
    inferred: included?.inferred ?? 0,
    excluded: Object.fromEntries(rows.flatMap(({ reason, n }) => (reason === null ? [] : [[reason, n]]))),
    definition: definitionOf(id),
  };
}

/** Pull requests the question is about, whether or not they say something about a stage. */
function speakingOf({ n, excluded }: FlowStage): number {
  const others = Object.entries(excluded).filter(([reason]) => reason !== 'baseline' && reason !== 'bot');
  return others.reduce((sum, [, count]) => sum + count, n);
}

const DAY = 86_400;
const edges = [1, 3, 7, 14, 30].map((days) => days * DAY);

/** Undeployed changes by how long they wait; the owner now counts. A change from the future, by a clock that is wrong, waits no time. */
async function waitingOf(db: Db, { now, teamId, bots }: Scope, services: readonly ScopeService[]): Promise<Flow['waiting']> {
  const owned =
    teamId === null
      ? sql``
      : sql` join ownership o on o.service_id = f.service_id and o.team_id = ${teamId}
          and ${instant(now)} >= o.from_at and ${instant(now)} < o.until_at`;
  const { rows } = await sql<{ place: number; n: number; oldest: Date }>`
    with waiting as (select coalesce(f.merged_at, f.committed_at) as since from undeployed_change f${owned}
      where f.service_id = any(${texts(idsOf(services))}) and (${bots === 'included'} or not f.bot))
    select width_bucket(extract(epoch from ${instant(now)} - since), ${edges}::numeric[]) as place, count(*) as n, min(since) as oldest
    from waiting group by 1 order by 1`.execute(db);
  const counts = new Map(rows.map(({ place, n }) => [place, n]));
  const starts = [0, ...edges];
  return {
    n: rows.reduce((sum, { n }) => sum + n, 0),
    oldestAt: rows.at(-1)?.oldest ?? null,
    ages: starts.map((from, place) => ({ from, to: starts[place + 1] ?? null, n: counts.get(place) ?? 0 })),
  };
}
