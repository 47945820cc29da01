/** One page each for branches and tags: only what is new, moved or gone since the last run. */

import type { BranchRef, TagRef } from '../clone-refs.ts';
import type { CollectContext, CoveredDays, Page, RawItem } from '../source.ts';
import type { Reading } from './commits.ts';
import { parseRefsCursor, type RefsCursor } from './cursor.ts';
import { dayOf, dayStart } from './days.ts';
import type { TagPayload } from './payload.ts';

type Named = { readonly name: string; readonly payload: object; readonly at: Date | null };

const branch = (ref: BranchRef): Named => ({ name: ref.name, payload: ref, at: null });

const tag = (ref: TagRef): Named => {
  const payload: TagPayload = { name: ref.name, sha: ref.sha, at: ref.at?.toISOString() ?? null, inferred: ref.inferred };
  return { name: ref.name, payload, at: ref.at };
};

function covered(repositoryId: string, object: string, from: string, today: string, days: readonly string[]): CoveredDays {
  return { repositoryId, object, from: dayStart(from), until: dayStart(today), state: 'fetched', daysWithItems: days };
}

type Listing = {
  readonly object: string;
  readonly kind: string;
  readonly now: readonly Named[];
  /** How the last known payload reads once the reference is gone. */
  readonly gone: (payload: object) => object;
  readonly firstDay: (named: readonly Named[]) => string | null;
};

function changes(
  listing: Listing,
  before: RefsCursor | null,
  refs: Readonly<Record<string, string>>,
  repositoryId: string,
): readonly RawItem[] {
  const item = (name: string, payload: unknown): RawItem => ({ repositoryId, kind: listing.kind, externalId: name, payload });
  const news = listing.now.filter((named) => before?.refs[named.name] !== refs[named.name]).map((named) => item(named.name, named.payload));
  const removed = Object.entries(before?.refs ?? {})
    .filter(([name]) => refs[name] === undefined)
    .map(([name, payload]) => item(name, listing.gone(JSON.parse(payload))));
  return [...news, ...removed];
}

async function* listingPage(reading: Reading, listing: Listing, context: CollectContext): AsyncIterable<Page> {
  const { repositoryId } = reading;
  const { object } = listing;
  const since = reading.since?.toISOString() ?? null;
  const stored = parseRefsCursor(await context.cursor(repositoryId, object));
  const before = stored?.since === since ? stored : null;
  const refs = Object.fromEntries(listing.now.map((named) => [named.name, JSON.stringify(named.payload)]));
  const items = changes(listing, before, refs, repositoryId);
  const today = dayOf(context.now());
  const from = before?.until ?? (reading.since ? dayOf(reading.since) : (listing.firstDay(listing.now) ?? today));
  const days = [...new Set(listing.now.flatMap((named) => (named.at ? [dayOf(named.at)] : [])))].sort();
  const cursor: RefsCursor = { refs, since, until: today };
  const changed = JSON.stringify(cursor) !== JSON.stringify(before);
  const coverage = [covered(repositoryId, object, from < today ? from : today, today, days)];
  yield { repositoryId, object, items, coverage, ...(changed && { cursor }) };
  context.progress({ repository: reading.name, object, done: listing.now.length, total: listing.now.length });
}

/** Heads, and the branches of remotes as `origin/main`. A branch that is gone stays as a record that is no default any more. */
export function branchPages(reading: Reading, context: CollectContext): AsyncIterable<Page> {
  const listing: Listing = {
    object: 'branches',
    kind: 'branch',
    now: reading.refs.branches.map(branch),
    gone: (payload) => ({ ...payload, isDefault: false }),
    firstDay: () => null,
  };
  return listingPage(reading, listing, context);
}

/**
 * Tags not older than `since`. The first coverage reaches back to the first commit: before the first tag there was none, which
 * is known, too. A deleted tag is said again with its last state and `removed`.
 */
export function tagPages(reading: Reading, firstCommitDay: string | null, context: CollectContext): AsyncIterable<Page> {
  const { since } = reading;
  const recent = reading.refs.tags.filter((ref) => since === null || ref.at === null || ref.at >= since);
  const listing: Listing = {
    object: 'tags',
    kind: 'tag',
    now: recent.map(tag),
    gone: (payload) => ({ ...payload, removed: true }),
    firstDay: (named) =>
      [firstCommitDay ?? '', ...named.flatMap((one) => (one.at ? [dayOf(one.at)] : []))].filter((day) => day !== '').sort()[0] ?? null,
  };
  return listingPage(reading, listing, context);
}
