/** Rules about production deployments and what they delivered. They read facts alone. */

import { sql } from 'kysely';
import type { Db } from '../../../database/open.ts';
import { instant, ownedAt } from '../owned.ts';
import { type Asked, amount, DAY, either, HOUR, type Judgement, type Row, spoken, topic } from '../topic.ts';

export type Deployed = Row & {
  readonly succeeded: boolean;
  readonly failed: boolean;
  readonly restoredAt: Date | null;
  readonly commitKnown: boolean;
  /** Its service has something by which failures are known. */
  readonly stable: boolean;
  /** Where it was seen: `workflow_runs`, `deployments`, `tags` and so on. */
  readonly origins: readonly string[];
};

/** Attempts at production that ended within the window. */
async function loadDeployments(db: Db, asked: Asked): Promise<readonly Deployed[]> {
  const { rows } = await sql<Deployed>`
    select o.team_id, f.deployment_id as key, f.finished_at as at, coalesce(f.title, f.version, f.deployment_id) as title, f.url,
      f.outcome = 'succeeded' as succeeded, f.failed, f.restored_at, f.commit_known, v.stability as stable, array_agg(distinct c.origin) as origins
    from deployment f ${ownedAt(sql`f.finished_at`, asked)} join service v on v.service_id = f.service_id
      join deployment_child c on c.service_id = f.service_id and c.deployment_id = f.deployment_id
    where f.tier = 'production' and f.finished_at >= ${instant(asked.from)} and f.finished_at < ${instant(asked.to)}
      and f.outcome in ('succeeded', 'failed')
    group by o.team_id, f.service_id, f.deployment_id, v.stability order by o.team_id, f.deployment_id`.execute(db);
  return rows;
}

/** A run of a pipeline is automatic by nature; who made a deployment record or a tag is not known. */
function carriedOut({ succeeded, origins }: Deployed): Judgement | null {
  if (!succeeded) return null;
  const automatic = origins.some((origin) => ['workflow_runs', 'builds', 'rollouts'].includes(origin));
  return automatic ? { met: true, why: 'a pipeline ran it' } : { met: null, why: 'who carried it out is not known' };
}

/** One that is not restored yet and younger than a day may still make it. */
function restored({ failed, stable, at, restoredAt }: Deployed, { to }: Asked): Judgement | null {
  if (!failed || !stable) return null;
  if (restoredAt === null) return to.getTime() - at.getTime() < DAY ? null : { met: false, why: 'not restored within 24 hours' };
  const after = restoredAt.getTime() - at.getTime();
  return after < 0 ? null : { met: after <= DAY, why: () => `restored after ${spoken(after)}` };
}

export const deployments = topic<Deployed>(['github'], loadDeployments, [
  { rule: 'cid-3b', part: 'share', judge: carriedOut },
  { rule: 'inc-4b', part: 'share', judge: restored },
  {
    rule: 'plt-3b',
    part: 'deployments',
    judge: ({ succeeded, commitKnown }) => (succeeded ? either(commitKnown, 'its commit is known', 'its commit is not known') : null),
  },
]);

type Delivered = Row & { readonly mergedAt: Date };

/** Pull requests that first ran in production within the window, by a deployment that moved the service forward. */
async function loadDelivered(db: Db, asked: Asked): Promise<readonly Delivered[]> {
  const { rows } = await sql<Delivered>`
    select o.team_id, f.service_id || ' ' || f.repository_id || ' ' || f.number as key, f.deployed_at as at, f.title, f.url, f.merged_at
    from pull_request_flow f ${ownedAt(sql`f.deployed_at`, asked)}
    where f.deployed_at >= ${instant(asked.from)} and f.deployed_at < ${instant(asked.to)} and f.kind = 'forward'
      and f.merged_at <= f.deployed_at
    order by 1, 2`.execute(db);
  return rows;
}

export const delivered = topic<Delivered>(['github'], loadDelivered, [
  {
    rule: 'cid-5a',
    part: 'merge to production',
    judge: ({ at, mergedAt }) => {
      const waited = at.getTime() - mergedAt.getTime();
      return amount(waited / HOUR, () => `in production ${spoken(waited)} after it was merged`);
    },
  },
]);
