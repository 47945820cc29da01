/** The default branch with its commits, then whatever the graph still misses. */

import { z } from 'zod';
import type { Page, RawItem } from '../source.ts';
import { readClone } from './clone.ts';
import { descend, historyOf, nothingThere, type Walk } from './commits.ts';
import { covered, gatherDays } from './days.ts';
import { address, type Row, rowCheck, subjectOf } from './lists.ts';
import { sinceText, storedCursor } from './position.ts';
import type { RepositoryReading } from './reading.ts';
import { lean, shapes } from './scrub.ts';

const object = 'commits';

const commitsCursor = z.object({
  since: z.string().nullable(),
  day: z.string().nullable(),
  /** Commits GitHub does not give: never asked for again. */
  unreachable: z.array(z.string()),
  /** The page with which a first reading that was cut short goes on. */
  walk: z.string().nullable(),
});
type CommitsCursor = z.infer<typeof commitsCursor>;

/** The head of the default branch as it was last read. */
export const branchCursor = z.object({ name: z.string(), sha: z.string() });

/** The head of the default branch after the commits it leads to, so that it never names an unknown commit. */
export async function* readDefaultBranch(reading: RepositoryReading): AsyncGenerator<Page> {
  const { context, settings, target } = reading;
  const { repositoryId } = target;
  const cursor = await storedCursor(reading, object, commitsCursor);
  const known = branchCursor.safeParse(await context.cursor(repositoryId, 'branches'));
  const url = address(reading, `/branches/${encodeURIComponent(target.defaultBranch ?? 'HEAD')}`);
  const stored = cursor !== null && known.success ? await context.validator(url) : null;
  // A repository without a commit has no branch.
  const answer = await reading.client.get(url, subjectOf(reading, 'branches'), rowCheck, stored).catch(nothingThere);
  const days = gatherDays();
  const head = answer?.data ? headOf(answer.data) : null;
  if (settings.commits === 'git') yield* readClone(reading, days);
  else if (head !== null) yield* readHistory({ reading, days, keep: new Set(), wanted: new Set() }, head, cursor);
  const day = context.now().toISOString().slice(0, 10);
  const coverage = [object, 'branches'].map((name) => covered(reading, name, cursor?.day ?? null, days.all()));
  const after: CommitsCursor = { since: sinceText(reading, cursor), unreachable: cursor?.unreachable ?? [], day, walk: null };
  yield { repositoryId, object, items: [], coverage, cursor: after };
  if (head === null || target.defaultBranch === null) return;
  const items = [branchItem(repositoryId, target.defaultBranch, head, true)];
  // The default branch was renamed: the old one is not the default any more.
  if (known.success && known.data.name !== target.defaultBranch)
    items.push(branchItem(repositoryId, known.data.name, known.data.sha, false));
  if (answer?.data) items.push(summaryItem(repositoryId, target.defaultBranch, answer.data));
  const validators = answer?.validator ? [answer.validator] : [];
  yield { repositoryId, object: 'branches', items, cursor: { name: target.defaultBranch, sha: head }, validators };
}

/**
 * The first time all of it, whatever is known already; a list from a fixed commit never changes, so it goes on exactly where it was
 * cut short. Later only down to a page without news.
 */
async function* readHistory(walk: Walk, head: string, cursor: CommitsCursor | null): AsyncGenerator<Page> {
  const { reading } = walk;
  const whole = cursor === null ? historyOf(reading, head) : cursor.walk;
  const base = { since: sinceText(reading, cursor), unreachable: cursor?.unreachable ?? [], day: cursor?.day ?? null };
  if (whole !== null) yield* descend(walk, whole, (next) => ({ ...base, walk: next }) satisfies CommitsCursor);
  if (cursor !== null) yield* descend(walk, historyOf(reading, head), null);
}

function headOf(branch: Row): string | null {
  const { commit } = branch;
  return typeof commit === 'object' && commit !== null && 'sha' in commit && typeof commit.sha === 'string' ? commit.sha : null;
}

function branchItem(repositoryId: string, name: string, sha: string, isDefault: boolean): RawItem {
  return { repositoryId, kind: 'branch', externalId: name, payload: { name, commit: { sha }, is_default: isDefault } };
}

/** Whether anything protects the branch: told to everybody who may read it. */
function summaryItem(repositoryId: string, name: string, row: Row): RawItem {
  return { repositoryId, kind: 'branch_summary', externalId: name, payload: { ...lean(row, shapes.branch_summary), name } };
}

/**
 * Parents that stored commits name and deployed commits, fetched until every one is known, lies before `since`, or is refused.
 * Heals what an interrupted descent, a force-push or a deleted branch left open; each round learns or gives up at least one commit.
 */
export async function* closeHistory(reading: RepositoryReading): AsyncGenerator<Page> {
  const { context, target } = reading;
  const { repositoryId } = target;
  const stored = await storedCursor(reading, object, commitsCursor);
  const cursor: CommitsCursor = stored ?? { since: sinceText(reading, null), unreachable: [], day: null, walk: null };
  const unreachable = new Set(cursor.unreachable);
  const asked = new Set<string>();
  for (;;) {
    const deployed = (await context.missingDeployedCommits(repositoryId)).filter((sha) => !unreachable.has(sha));
    const parents = (await context.missingParents(repositoryId)).filter((sha) => !unreachable.has(sha));
    const wanted = new Set([...deployed, ...parents]);
    const total = wanted.size;
    if (total === 0) return;
    for (const sha of [...wanted]) {
      if (!wanted.has(sha)) continue;
      context.progress({ repository: target.name, object, done: total - wanted.size, total });
      if (!asked.has(sha)) yield* descend({ reading, days: gatherDays(), keep: new Set(deployed), wanted }, historyOf(reading, sha), null);
      // Not listed, or listed once and still not stored: asking again would not help.
      if (wanted.delete(sha) || asked.has(sha)) {
        unreachable.add(sha);
        yield { repositoryId, object, items: [], cursor: { ...cursor, unreachable: [...unreachable].sort() } };
      }
      asked.add(sha);
    }
  }
}
