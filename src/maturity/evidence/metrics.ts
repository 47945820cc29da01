/** The five metrics of teams as evidence: the same fragments, and so the same numbers, as on the pages of metrics. */

import { sql } from 'kysely';
import type { Db } from '../../database/open.ts';
import type { Scope } from '../../domain/scope.ts';
import { type EvidenceOptions, listEvidence, questionOf } from '../../metrics/evidence.ts';
import { coveredDays, exposedDays, readCovered } from '../../metrics/exposure.ts';
import { metricList } from '../../metrics/list.ts';
import type { MetricSpec } from '../../metrics/metric.ts';
import { answers, type ScopeService, servicesInScope } from '../../metrics/services.ts';
import { unpack } from '../../metrics/tally.ts';
import type { Finding, PartFinding } from './finding.ts';
import { instant, texts } from './owned.ts';
import type { Rule } from './rule.ts';
import { type Asked, DAY, HOUR } from './topic.ts';

const prefix = 'metric-';
/** Four whole weeks, as for the metric. */
const fewestDays = 28;

/** The metric a rule shows; null for the rules of statements. */
export const metricOf = ({ id }: Pick<Rule, 'id'>): MetricSpec | null =>
  metricList.find((metric) => id === `${prefix}${metric.id}`) ?? null;

const scopeOf = ({ zone, to }: Asked, days: number, teamId: string | null): Scope => ({
  window: { from: new Date(to.getTime() - days * DAY), to },
  zone,
  bucket: 'week',
  serviceId: null,
  teamId,
  clock: 'authored',
  bots: 'included',
  comparePrevious: false,
  now: to,
});

/** Services each team owned within the window. */
async function servicesByTeam(
  db: Db,
  teamIds: readonly string[],
  { from, to }: Scope['window'],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { rows } = await sql<{ teamId: string; services: readonly string[] }>`
    select o.team_id, array_agg(distinct o.service_id order by o.service_id) as services from ownership o
    where o.team_id = any(${texts(teamIds)}) and o.from_at < ${instant(to)} and o.until_at > ${instant(from)}
    group by o.team_id order by o.team_id`.execute(db);
  return new Map(rows.map(({ teamId, services }) => [teamId, new Set(services)]));
}

type Sums = { readonly n: number; readonly hits: number; readonly times: Buffer | null };

/** What counts for a metric, by the team that owned the service when it finished. */
async function sumsByTeam(db: Db, metric: MetricSpec, scope: Scope, services: readonly ScopeService[], teamIds: readonly string[]) {
  const considered = metric.considered(questionOf(scope, services, scope.window));
  const values =
    metric.statistic === 'times' ? sql`string_agg(float8send(c.value), ''::bytea) filter (where c.value >= 0)` : sql`null::bytea`;
  const { rows } = await sql<Sums & { teamId: string }>`with considered as (${considered})
    select o.team_id, count(*)::integer as n, (count(*) filter (where c.value = 1))::integer as hits, ${values} as times
    from considered c join ownership o on o.service_id = c.service_id and c.at >= o.from_at and c.at < o.until_at
    where c.reason is null and o.team_id = any(${texts(teamIds)}) group by o.team_id order by o.team_id`.execute(db);
  return new Map(rows.map((row) => [row.teamId, row]));
}

function partFinding({ statistic }: MetricSpec, rule: Rule, { n, hits, times }: Sums, exposure: number): PartFinding {
  const [part] = rule.parts;
  if (statistic === 'frequency') return exposure < fewestDays ? null : { number: n / exposure, of: n };
  if (statistic === 'share') return n < part.minimum ? null : { number: hits / n, of: n };
  const values = [...unpack(times)].map((seconds) => (seconds * 1000) / HOUR);
  return values.length < part.minimum ? null : { values };
}

/** What a metric is for each team; null where none of its services could ever tell. */
export async function metricFindings(db: Db, rule: Rule, metric: MetricSpec, asked: Asked): Promise<ReadonlyMap<string, Finding>> {
  const scope = scopeOf(asked, rule.days, null);
  const owned = await servicesByTeam(db, asked.teamIds, scope.window);
  const theirs = new Set([...owned.values()].flatMap((own) => [...own]));
  const services = (await servicesInScope(db, scope)).filter((service) => theirs.has(service.serviceId) && answers(service, metric));
  const sums = await sumsByTeam(db, metric, scope, services, asked.teamIds);
  const covered = metric.statistic === 'frequency' ? await readCovered(db, services, scope.window, scope.zone, scope.now) : null;
  return new Map(
    asked.teamIds.map((teamId): [string, Finding] => {
      const own = services.filter(({ serviceId }) => owned.get(teamId)?.has(serviceId));
      if (own.length === 0) return [teamId, null];
      const exposure = covered === null ? 0 : exposedDays(coveredDays(covered, own), scope.window);
      const sum = sums.get(teamId) ?? { n: 0, hits: 0, times: null };
      return [teamId, new Map([[rule.parts[0].id, partFinding(metric, rule, sum, exposure)]])];
    }),
  );
}

/** Every record considered for a metric of a team, included or not. */
export const metricRecords = async (db: Db, rule: Rule, metric: MetricSpec, teamId: string, asked: Asked, options: EvidenceOptions) =>
  await listEvidence(db, scopeOf(asked, rule.days, teamId), metric.id, options);
