/** Rules about runs of pipelines on default branches: how long they take, whether they are repeated, how long they stay red. */

import { sql } from 'kysely';
import type { Db } from '../../../database/open.ts';
import { instant, texts } from '../owned.ts';
import { type Asked, amount, either, MINUTE, type Row, spoken, topic } from '../topic.ts';

type Ended = Row & {
  readonly repositoryId: string;
  /** Number of the run and of the attempt, `17/2`. */
  readonly externalId: string;
  readonly name: string | null;
  readonly endedAt: Date;
  readonly succeeded: boolean;
};

export type Run = Ended & {
  /** The earliest attempt of its run there is. */
  readonly first: boolean;
  /** There is another attempt of its run. */
  readonly again: boolean;
  /** Of a run that made its pipeline green again: since when it had been red. */
  readonly redSince: Date | null;
};

/** Attempts that succeeded or failed, begun within the window, of repositories as owned then. */
async function readEnded(db: Db, asked: Asked): Promise<readonly Ended[]> {
  const { rows } = await sql<Ended>`
    with own as (select distinct o.team_id, r.repository_id, r.default_branch, o.from_at, o.until_at
      from ownership o join repository_service l on l.service_id = o.service_id join repository r on r.repository_id = l.repository_id
      where o.team_id = any(${texts(asked.teamIds)}) and o.from_at < ${instant(asked.to)} and o.until_at > ${instant(asked.from)}),
    run as (select distinct w.team_id, e.repository_id, e.external_id, e.created_at, e.title, e.url, e.name
      from own w join deployment_event e on e.repository_id = w.repository_id and e.origin = 'workflow_runs' and e.branch = w.default_branch
      where not e.removed and e.created_at >= ${instant(asked.from)} and e.created_at < ${instant(asked.to)}
        and e.created_at >= w.from_at and e.created_at < w.until_at)
    select r.team_id, r.repository_id || ' ' || r.external_id as key, r.repository_id, r.external_id, r.created_at as at,
      coalesce(r.title, r.name, r.external_id) as title, r.url, r.name, s.at as ended_at, s.state = 'succeeded' as succeeded
    from run r join deployment_status s on s.repository_id = r.repository_id and s.origin = 'workflow_runs' and s.external_id = r.external_id
      and s.state in ('succeeded', 'failed') and s.at < ${instant(asked.to)}
    order by r.team_id, r.repository_id, r.external_id`.execute(db);
  return rows;
}

const runOf = ({ teamId, repositoryId, externalId }: Ended): string => `${teamId} ${repositoryId} ${externalId.split('/', 1)[0]}`;
const attemptOf = ({ externalId }: Ended): number => Number(externalId.split('/')[1] ?? 1);

/** Attempts of each run, as least number and how many. */
function attemptsOf(runs: readonly Ended[]): ReadonlyMap<string, { first: number; n: number }> {
  const found = new Map<string, { first: number; n: number }>();
  for (const run of runs) {
    const known = found.get(runOf(run)) ?? { first: Number.POSITIVE_INFINITY, n: 0 };
    found.set(runOf(run), { first: Math.min(known.first, attemptOf(run)), n: known.n + 1 });
  }
  return found;
}

/** Since when a pipeline had been red, by the attempt that made it green again. */
function recoveries(runs: readonly Ended[]): ReadonlyMap<Ended, Date> {
  const red = new Map<string, Date>();
  const found = new Map<Ended, Date>();
  for (const run of runs.toSorted((a, b) => a.endedAt.getTime() - b.endedAt.getTime())) {
    const pipeline = JSON.stringify([run.teamId, run.repositoryId, run.name]);
    const since = red.get(pipeline);
    if (!run.succeeded && since === undefined) red.set(pipeline, run.endedAt);
    if (!run.succeeded || since === undefined) continue;
    found.set(run, since);
    red.delete(pipeline);
  }
  return found;
}

export async function loadRuns(db: Db, asked: Asked): Promise<readonly Run[]> {
  const ended = await readEnded(db, asked);
  const attempts = attemptsOf(ended);
  const recovered = recoveries(ended);
  return ended.map((run) => {
    const { first, n } = attempts.get(runOf(run)) ?? { first: 1, n: 1 };
    return { ...run, first: attemptOf(run) === first, again: first > 1 || n > 1, redSince: recovered.get(run) ?? null };
  });
}

const duration = (rule: string) => ({
  rule,
  part: 'duration',
  judge: ({ at, endedAt }: Run) =>
    amount((endedAt.getTime() - at.getTime()) / MINUTE, () => `took ${spoken(endedAt.getTime() - at.getTime())}`),
});

export const runs = topic<Run>(['github'], loadRuns, [
  duration('cid-4b'),
  duration('dex-3a'),
  {
    rule: 'cid-4b',
    part: 'run again',
    judge: ({ first, again }) => (first ? either(!again, 'ran once', 'was run again on the same commit') : null),
  },
  {
    rule: 'cid-4b',
    part: 'red to green',
    judge: ({ redSince, endedAt }) => {
      if (redSince === null) return null;
      const lasted = endedAt.getTime() - redSince.getTime();
      return amount(lasted / MINUTE, () => `green again after ${spoken(lasted)}`);
    },
  },
]);
