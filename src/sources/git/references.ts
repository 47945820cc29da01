/** One page each for branches and tags: only what is new, moved or gone since the last run. */

import type { BranchRef, TagRef } from '../clone-refs.ts';
import type { CollectContext, CoveredDays, Page, RawItem } from '../source.ts';
import type { Reading } from './commits.ts';
import { effectiveSince, parseRefsCursor, type RefsCursor } from './cursor.ts';
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
  readonly at: (since: Date | null) => readonly Named[];
  /** How the last known payload reads once the reference is gone. */
  readonly gone: (payload: object) => object;
  readonly firstDay: (named: readonly Named[]) => string | null;
};

type Known = Readonly<Record<string, string>>;

const fingerprints = (now: readonly Named[]): Known => Object.fromEntries(now.map((named) => [named.name, JSON.stringify(named.payload)]));

/** Equal in content: the database keeps no order of keys. */
const sameRefs = (a: Known, b: Known): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([name, said]) => b[name] === said);

function changes(listing: Listing, now: readonly Named[], before: Known, repositoryId: string): readonly RawItem[] {
  const names = new Set(now.map((named) => named.name));
  const item = (name: string, payload: unknown): RawItem => ({ repositoryId, kind: listing.kind, externalId: name, payload });
  const news = now.filter((named) => before[named.name] !== JSON.stringify(named.payload)).map((named) => item(named.name, named.payload));
  const removed = Object.entries(before)
    .filter(([name]) => !names.has(name))
    .map(([name, payload]) => item(name, listing.gone(JSON.parse(payload))));
  return [...news, ...removed];
}

async function* listingPage(reading: Reading, listing: Listing, context: CollectContext): AsyncIterable<Page> {
  const { repositoryId } = reading;
  const { object } = listing;
  const stored = parseRefsCursor(await context.cursor(repositoryId, object));
  const start = effectiveSince(stored, reading.since);
  const since = start?.toISOString() ?? null;
  const now = listing.at(start);
  const today = dayOf(context.now());
  const first = stored?.since === since ? stored.until : start ? dayOf(start) : (listing.firstDay(now) ?? today);
  const days = [...new Set(now.flatMap((named) => (named.at ? [dayOf(named.at)] : [])))].sort();
  const cursor: RefsCursor = { refs: fingerprints(now), since, until: today };
  const same = stored !== null && stored.since === since && stored.until === today && sameRefs(stored.refs, cursor.refs);
  const coverage = [covered(repositoryId, object, first < today ? first : today, today, days)];
  yield { repositoryId, object, items: changes(listing, now, stored?.refs ?? {}, repositoryId), coverage, ...(!same && { cursor }) };
  context.progress({ repository: reading.name, object, done: now.length, total: now.length });
}

/** Heads, and the branches of remotes as `origin/main`. A branch that is gone stays as a record that is no default any more. */
export function branchPages(reading: Reading, context: CollectContext): AsyncIterable<Page> {
  const listing: Listing = {
    object: 'branches',
    kind: 'branch',
    at: () => reading.refs.branches.map(branch),
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
  const listing: Listing = {
    object: 'tags',
    kind: 'tag',
    at: (since) => reading.refs.tags.filter((ref) => since === null || ref.at === null || ref.at >= since).map(tag),
    gone: (payload) => ({ ...payload, removed: true }),
    firstDay: (named) =>
      [firstCommitDay ?? '', ...named.flatMap((one) => (one.at ? [dayOf(one.at)] : []))].filter((day) => day !== '').sort()[0] ?? null,
  };
  return listingPage(reading, listing, context);
}
