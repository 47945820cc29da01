import { sql } from 'kysely';
import type { Clock, Scope } from '../domain/scope.ts';
import { counted, inQuestion } from './facts.ts';
import type { Considered, MetricSpec, Question } from './metric.ts';

const startColumns: Readonly<Record<Clock, string>> = {
  authored: 'f.authored_at',
  committed: 'f.committed_at',
  first_commit_of_pull_request: 'f.first_commit_at',
  merged: 'f.merged_at',
};

const startWords: Readonly<Record<Clock, string>> = {
  authored: 'when a change was authored',
  committed: 'when a change was committed',
  first_commit_of_pull_request: 'the first commit of its pull request',
  merged: 'when its pull request was merged',
};

/** Every delivery of the period. What the baseline contains has an unknown time and never counts. */
function considered(q: Question): Considered {
  const start = sql.ref(startColumns[q.clock]);
  return counted(sql`select f.service_id, f.repository_id || ':' || f.sha as id, f.finished_at as at,
    case when f.kind <> 'forward' then f.kind when ${q.bots === 'excluded'} and f.bot then 'bot'
      when ${start} is null and f.pull_number is null then 'no pull request' when ${start} is null then 'unknown start'
      when ${start} > f.finished_at then 'clock skew' end as reason,
    extract(epoch from f.finished_at - ${start})::double precision as amount, f.title, f.url, f.fetched_at
    ${inQuestion('delivery', q)}`);
}

function definition(scope: Scope): string {
  const bots = scope.bots === 'included' ? 'Changes by bots are included.' : 'Changes by bots are excluded.';
  return `Median time from ${startWords[scope.clock]} until the change first ran in production, over the changes delivered in the window. ${bots}`;
}

export const changeLeadTime: MetricSpec = {
  id: 'change-lead-time',
  title: 'Change lead time',
  factor: 'throughput',
  unit: 'seconds',
  better: 'lower',
  statistic: 'times',
  noun: 'delivered changes',
  needsStability: false,
  openReason: null,
  parts: [],
  evidenceKind: 'change',
  definition,
  considered,
};
