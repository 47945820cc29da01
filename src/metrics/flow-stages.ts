/** The stages between the first commit of a pull request and its first production deployment (definitions.md §4), as SQL over facts. */

import { type RawBuilder, sql } from 'kysely';
import type { Considering } from './evidence.ts';
import { counted, instant, texts } from './facts.ts';
import type { Considered, Question } from './metric.ts';
import type { StageId } from './result.ts';

type Sql = RawBuilder<unknown>;

/** The lists of GitHub do not tell when a draft became ready: then the instant it was opened is taken. What is a draft still has none. */
const ready = sql`coalesce(f.ready_at, case when f.draft is not true then f.opened_at end)`;

type Stage = {
  readonly from: Sql;
  readonly to: Sql;
  /** Why a pull request says nothing about the stage, beside what holds for all stages; the first that applies. */
  readonly unknown: Sql;
  /** Why the stage ended before it began. */
  readonly negative: Sql;
  readonly startsReady: boolean;
  readonly definition: string;
};

const readyWords = 'ready for review (opened, where the provider does not tell when a draft became ready)';

const stages: Readonly<Record<StageId, Stage>> = {
  coding: {
    from: sql`f.first_commit_at`,
    to: ready,
    unknown: sql`when f.first_commit_at is null then 'unknown first commit' when ${ready} is null then 'still a draft'`,
    negative: sql`then 'ready before the first commit'`,
    startsReady: true,
    definition: `From the first commit of a pull request until it was ${readyWords}.`,
  },
  pickup: {
    from: ready,
    to: sql`f.first_review_at`,
    unknown: sql`when ${ready} is null then 'still a draft' when f.first_review_at is null then 'no review'`,
    negative: sql`then 'reviewed before ready'`,
    startsReady: true,
    definition: `From ${readyWords} until the first review by another person; bots are none.`,
  },
  review: {
    from: sql`f.first_review_at`,
    to: sql`f.merged_at`,
    unknown: sql`when f.first_review_at is null then 'no review' when f.merged_at is null then 'not merged'`,
    negative: sql`then 'reviewed after the merge'`,
    startsReady: false,
    definition: 'From the first review by another person until the merge.',
  },
  deploy: {
    from: sql`f.merged_at`,
    to: sql`f.deployed_at`,
    unknown: sql`when f.merged_at is null then 'not merged'`,
    negative: sql`then 'deployed before the merge'`,
    startsReady: false,
    definition: 'From the merge until the first production deployment that delivered a change of the pull request.',
  },
};

/** Pull requests first deployed in the period. What the baseline contains was deployed at an unknown time. */
function inPeriod(q: Question): Sql {
  const owned =
    q.teamId === null
      ? sql``
      : sql` join ownership o on o.service_id = f.service_id and o.team_id = ${q.teamId}
          and f.deployed_at >= o.from_at and f.deployed_at < o.until_at`;
  return sql`from pull_request_flow f${owned}
    where f.service_id = any(${texts(q.serviceIds)}) and f.deployed_at >= ${instant(q.from)} and f.deployed_at < ${instant(q.to)}`;
}

/** `Considered` rows of a stage, and whether `ready` was inferred. */
function considered(id: StageId, q: Question): Considered {
  const { from, to, unknown, negative, startsReady } = stages[id];
  return counted(sql`select f.service_id, f.repository_id || ':' || f.number as id, f.deployed_at as at,
    case when f.kind <> 'forward' then f.kind when ${q.bots === 'excluded'} and f.bot then 'bot' ${unknown}
      when ${from} > ${to} ${negative} end as reason,
    extract(epoch from ${to} - ${from})::double precision as amount, f.title, f.url, f.fetched_at,
    ${startsReady} and f.ready_at is null as inferred ${inPeriod(q)}`);
}

/** A stage as evidence is asked for. */
export function considering(id: StageId): Considering {
  return { evidenceKind: 'pull_request', columns: sql`inferred`, considered: (question) => considered(id, question) };
}

export const definitionOf = (id: StageId): string => stages[id].definition;
