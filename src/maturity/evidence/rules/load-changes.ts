/** Merged changes with who looked at them and what checks said. */

import { sql } from 'kysely';
import type { Db } from '../../../database/open.ts';
import { instant, numbers, ownedAt, texts } from '../owned.ts';
import type { Asked, Row } from '../topic.ts';

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
  /** Made with an assistant, as its author or a trailer says. */
  readonly assisted: boolean;
  /** Names of checks its default branch requires now; empty = none, or not known. */
  readonly required: readonly string[];
  /** Checks of its last commit; null = not read, or not all of them. */
  readonly checks: Checks | null;
};

export type Checks = {
  /** Ended before the merge. */
  readonly finished: number;
  /** Names of those that did not succeed. */
  readonly failed: readonly string[];
  readonly names: readonly string[];
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

type Pull = Pick<
  Change,
  'repositoryId' | 'number' | 'title' | 'url' | 'openedAt' | 'mergedAt' | 'headSha' | 'approvals' | 'namesWorkItem' | 'assisted'
>;

/** An issue (`#12`) or a ticket (`ABC-12`) in the title, the text or the branch. */
const workItem = String.raw`(^|[^[:alnum:]&])#[0-9]+\M|\m[A-Z][A-Z0-9]+-[0-9]+\M`;

/** Accounts of agents, and what assistants leave at the end of a message. */
const agent =
  '^(copilot|copilot-swe-agent|devin-ai-integration|claude|cursor|cursoragent|google-labs-jules|openai-codex|codex)(\\[bot\\])?$';
const trailer = '(co-authored-by|assisted-by|generated-by):[^\\n]*(copilot|claude|cursor|devin|codex|gemini|jules|aider)';

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
      concat_ws(' ', p.title, p.body, p.branch) ~ ${workItem} as names_work_item,
      coalesce(p.author ~* ${agent}, false) or concat_ws(e'\\n', p.body, c.message) ~* ${trailer} as assisted
    from pull p left join commit c on c.repository_id = p.repository_id and c.sha = p.merge_sha left join approved a on a.repository_id = p.repository_id and a.number = p.number
    where p.merged_at is not null order by p.repository_id, p.number`.execute(db);
  return new Map(rows.map((pull) => [`${pull.repositoryId} ${pull.number}`, pull]));
}

/** Of the same name and app the one that started last counts. */
async function readChecks(db: Db, flows: readonly Flow[]): Promise<ReadonlyMap<string, Checks>> {
  const { rows } = await sql<Checks & { key: string }>`with asked as (
      select distinct repository_id, number
      from unnest(${texts(flows.map((f) => f.repositoryId))}, ${numbers(flows.map((f) => f.number))}) as u (repository_id, number)),
    read as (select c.repository_id, c.number, p.merged_at from asked a
      join pull_request_checks c on c.repository_id = a.repository_id and c.number = a.number
      join pull_request p on p.repository_id = a.repository_id and p.number = a.number where c.known and c.complete),
    latest as (select distinct on (r.repository_id, r.number, k.kind, k.app, k.name)
        r.repository_id, r.number, k.name, k.completed_at < r.merged_at as finished,
        k.status = 'completed' and k.conclusion not in ('success', 'neutral', 'skipped') as failed
      from read r join check_result k on k.repository_id = r.repository_id and k.number = r.number
      order by r.repository_id, r.number, k.kind, k.app, k.name, k.started_at desc nulls last, k.check_id desc)
    select r.repository_id || ' ' || r.number as key, (count(*) filter (where l.finished))::integer as finished,
      coalesce(array_agg(l.name) filter (where l.failed), '{}') as failed, coalesce(array_agg(l.name) filter (where l.name is not null), '{}') as names
    from read r left join latest l on l.repository_id = r.repository_id and l.number = r.number
    group by r.repository_id, r.number order by r.repository_id, r.number`.execute(db);
  return new Map(rows.map(({ key, ...checks }) => [key, checks]));
}

/** Names of checks that default branches require, by repository. */
async function readRequired(db: Db, flows: readonly Flow[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ repositoryId: string; names: readonly string[] }>`
    select b.repository_id, array_agg(distinct c order by c) as names from branch_protection b
      join repository r on r.repository_id = b.repository_id and r.default_branch = b.branch cross join unnest(b.required_checks) as c
    where b.repository_id = any(${texts([...new Set(flows.map((f) => f.repositoryId))])})
    group by b.repository_id order by b.repository_id`.execute(db);
  return new Map(rows.map(({ repositoryId, names }) => [repositoryId, names]));
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
  const [checks, required] = [await readChecks(db, flows), await readRequired(db, flows)];
  return flows.flatMap((flow) => {
    const key = `${flow.repositoryId} ${flow.number}`;
    const pull = pulls.get(key);
    if (pull === undefined) return [];
    const told = { fromOthers: foreign.has(`${flow.teamId} ${key}`), checks: checks.get(key) ?? null };
    return [{ ...flow, ...pull, ...told, key, at: pull.mergedAt, required: required.get(flow.repositoryId) ?? [] }];
  });
}
