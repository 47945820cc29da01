/** Rules about merged changes: who looked at them, and how long they waited. */

import { sql } from 'kysely';
import type { Db } from '../../../database/open.ts';
import { instant, numbers, ownedAt, texts } from '../owned.ts';
import { type Asked, amount, either, HOUR, type Row, spoken, topic } from '../topic.ts';
import { workingHours } from '../working-hours.ts';

export type Change = Row & {
  readonly repositoryId: string;
  readonly number: number;
  readonly bot: boolean;
  readonly readyAt: Date;
  /** By another person than the author. */
  readonly firstReviewAt: Date | null;
  readonly mergedAt: Date;
  readonly openedAt: Date;
  readonly headSha: string | null;
  /** How many people other than the author approved it before it was merged. */
  readonly approvals: number;
  readonly namesWorkItem: boolean;
  /** Its author writes most changes for another team. */
  readonly fromOthers: boolean;
};

type Flow = Pick<Change, 'teamId' | 'repositoryId' | 'number' | 'bot' | 'readyAt' | 'firstReviewAt'>;

/** Merged within the window, once a team: a pull request may change several of its services. */
async function readFlows(db: Db, asked: Asked): Promise<readonly Flow[]> {
  const { rows } = await sql<Flow>`
    select o.team_id, f.repository_id, f.number, bool_or(f.bot) as bot, max(coalesce(f.ready_at, f.opened_at)) as ready_at,
      min(f.first_review_at) as first_review_at
    from pull_request_flow f ${ownedAt(sql`f.merged_at`, asked)}
    where f.merged_at >= ${instant(asked.from)} and f.merged_at < ${instant(asked.to)}
    group by o.team_id, f.repository_id, f.number order by o.team_id, f.repository_id, f.number`.execute(db);
  return rows;
}

type Pull = Pick<Change, 'repositoryId' | 'number' | 'title' | 'url' | 'openedAt' | 'mergedAt' | 'headSha' | 'approvals' | 'namesWorkItem'>;

/** An issue (`#12`) or a ticket (`ABC-12`) in the title, the text or the branch. */
const workItem = String.raw`(^|[^[:alnum:]&])#[0-9]+\M|\m[A-Z][A-Z0-9]+-[0-9]+\M`;

async function readPulls(db: Db, flows: readonly Flow[]): Promise<ReadonlyMap<string, Pull>> {
  const { rows } = await sql<Pull>`with asked as (
      select distinct repository_id, number
      from unnest(${texts(flows.map((f) => f.repositoryId))}, ${numbers(flows.map((f) => f.number))}) as u (repository_id, number)),
    pull as (select p.* from asked a join pull_request p on p.repository_id = a.repository_id and p.number = a.number),
    approved as (select p.repository_id, p.number, count(distinct lower(r.author))::integer as approvals
      from pull p join review r on r.repository_id = p.repository_id and r.number = p.number
      where r.state = 'approved' and not r.bot and r.author is not null and lower(r.author) is distinct from lower(p.author)
        and r.submitted_at <= p.merged_at
      group by p.repository_id, p.number)
    select p.repository_id, p.number, p.title, p.url, p.opened_at, p.merged_at, p.head_sha, coalesce(a.approvals, 0) as approvals,
      concat_ws(' ', p.title, p.body, p.branch) ~ ${workItem} as names_work_item
    from pull p left join approved a on a.repository_id = p.repository_id and a.number = p.number
    where p.merged_at is not null order by p.repository_id, p.number`.execute(db);
  return new Map(rows.map((pull) => [`${pull.repositoryId} ${pull.number}`, pull]));
}

/**
 * Changes of the asked teams whose authors merged most of theirs elsewhere within the window, as keys of team and change. A home is where
 * somebody's changes are, for nobody tells who belongs to a team; it never leaves the database. Repositories are taken as they are owned at
 * the end, or whoever moves with a service would be a stranger.
 */
async function readForeign(db: Db, asked: Asked): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ key: string }>`
    with merged as (select distinct o.team_id, p.repository_id, p.number, lower(p.author) as author
      from pull_request p join repository_service l on l.repository_id = p.repository_id
        join ownership o on o.service_id = l.service_id and ${instant(asked.to)} > o.from_at and ${instant(asked.to)} <= o.until_at
      where p.merged_at >= ${instant(asked.from)} and p.merged_at < ${instant(asked.to)} and not p.bot and p.author is not null),
    home as (select author, team_id, row_number() over (partition by author order by count(*) desc, team_id) as place
      from merged group by author, team_id)
    select m.team_id || ' ' || m.repository_id || ' ' || m.number as key
    from merged m join home h on h.author = m.author and h.place = 1 and h.team_id <> m.team_id
    where m.team_id = any(${texts(asked.teamIds)}) order by key`.execute(db);
  return new Set(rows.map(({ key }) => key));
}

/** Every change of the asked teams that was merged within the window. */
export async function loadChanges(db: Db, asked: Asked): Promise<readonly Change[]> {
  const flows = await readFlows(db, asked);
  const pulls = await readPulls(db, flows);
  const foreign = await readForeign(db, asked);
  return flows.flatMap((flow) => {
    const key = `${flow.repositoryId} ${flow.number}`;
    const pull = pulls.get(key);
    return pull === undefined ? [] : [{ ...flow, ...pull, key, at: pull.mergedAt, fromOthers: foreign.has(`${flow.teamId} ${key}`) }];
  });
}

const since = (from: Date, to: Date): number => to.getTime() - from.getTime();

export const changes = topic<Change>(['github'], loadChanges, [
  {
    rule: 'cul-2b',
    part: 'share',
    judge: ({ approvals }) => either(approvals > 0, 'approved by another person', 'merged without the approval of another person'),
  },
  {
    rule: 'cul-5b',
    part: 'from others',
    judge: ({ bot, fromOthers }) => (bot ? null : either(fromOthers, 'written by somebody of another team', 'written by the team')),
  },
  {
    rule: 'cul-5b',
    part: 'first review',
    judge: ({ bot, fromOthers, readyAt, firstReviewAt }) => {
      if (bot || !fromOthers || firstReviewAt === null || firstReviewAt < readyAt) return null;
      return amount(since(readyAt, firstReviewAt) / HOUR, () => `first review after ${spoken(since(readyAt, firstReviewAt))}`);
    },
  },
  {
    rule: 'cid-4a',
    part: 'open to merge',
    judge: ({ bot, openedAt, mergedAt }) => {
      if (bot || mergedAt < openedAt) return null;
      return amount(since(openedAt, mergedAt) / HOUR, () => `merged ${spoken(since(openedAt, mergedAt))} after it was opened`);
    },
  },
  {
    rule: 'dex-3a',
    part: 'first review',
    judge: ({ bot, readyAt, firstReviewAt }, { zone }) => {
      if (bot || firstReviewAt === null || firstReviewAt < readyAt) return null;
      const hours = workingHours(readyAt, firstReviewAt, zone);
      return amount(hours, () => `first review after ${hours.toFixed(1)} working hours`);
    },
  },
  {
    rule: 'plt-3b',
    part: 'changes',
    judge: ({ bot, namesWorkItem }) => (bot ? null : either(namesWorkItem, 'names a work item', 'names no work item')),
  },
]);
