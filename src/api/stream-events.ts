/** What a watcher is told, and when: the difference between two looks, as server-sent events. Pure. */

import type { SourceState } from '../collection/watch.ts';

/** One look at the database. */
export type Seen = {
  readonly sources: readonly SourceState[];
  readonly mark: string;
  readonly derivedAt: Date | null;
  /** When each service was last derived, milliseconds. */
  readonly services: ReadonlyMap<string, number>;
};

export type StreamEvent =
  | { readonly event: 'collection'; readonly data: SourceState }
  | { readonly event: 'data'; readonly data: { readonly derivedAt: Date | null; readonly services: readonly string[] } }
  /** `message` null = it is over. */
  | { readonly event: 'trouble'; readonly data: { readonly message: string | null } };

/** Names the facts a look saw: the same text from every process that looks at the same facts. */
export const markOf = ({ derivedAt, mark }: Pick<Seen, 'derivedAt' | 'mark'>): string => `${derivedAt?.toISOString() ?? ''}/${mark}`;

const data = (seen: Seen, services: readonly string[]): StreamEvent => ({ event: 'data', data: { derivedAt: seen.derivedAt, services } });

/** Services derived anew, added or gone. */
function changedServices(before: Seen, now: Seen): readonly string[] {
  const changed = [...now.services].filter(([id, at]) => before.services.get(id) !== at).map(([id]) => id);
  const gone = [...before.services.keys()].filter((id) => !now.services.has(id));
  return [...changed, ...gone].sort();
}

/** What changed between two looks; nothing when nothing did. */
export function changes(before: Seen, now: Seen): readonly StreamEvent[] {
  const known = new Map(before.sources.map((source) => [source.sourceId, JSON.stringify(source)]));
  const moved = now.sources.filter((source) => known.get(source.sourceId) !== JSON.stringify(source));
  const services = changedServices(before, now);
  return [
    ...moved.map((source): StreamEvent => ({ event: 'collection', data: source })),
    ...(services.length > 0 ? [data(now, services)] : []),
  ];
}

/**
 * What somebody who has just come is told: where every source stands, and how new the facts are. `last` is the id of the last event
 * they saw (`Last-Event-ID`), null for newcomers: the services derived since then are named, all of them where that cannot be said.
 */
export function present(seen: Seen, last: string | null): readonly StreamEvent[] {
  const sources = seen.sources.map((source): StreamEvent => ({ event: 'collection', data: source }));
  if (last === null || last === markOf(seen)) return [...sources, data(seen, [])];
  const since = Date.parse(last.split('/')[0] ?? '');
  const newer = [...seen.services].filter(([, at]) => at > since).map(([id]) => id);
  return [...sources, data(seen, (newer.length > 0 ? newer : [...seen.services.keys()]).sort())];
}

/** An event as it travels. JSON has no line breaks of its own, so one line of data always suffices. */
export const eventText = ({ event, data: said }: StreamEvent, id: string | null): string =>
  `${id === null ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(said)}\n\n`;
