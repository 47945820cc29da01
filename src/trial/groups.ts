/** Puts judged records into groups by their reason, and lists the newest of each. Pure. */

import type { Group } from './trial.ts';

type Judged<V, I> = { readonly verdict: V; readonly group: string; readonly item: I };

/** So many are listed of each group and each difference; totals count all. */
export const mostItems = 50;

/** Newest first, then by id. */
export function newestFirst<I extends { readonly at: Date; readonly id: string }>(items: readonly I[]): readonly I[] {
  return items.toSorted((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** In the order of the verdicts given, and of one verdict the largest first. */
export function grouped<V extends string, I extends { readonly at: Date; readonly id: string }>(
  judged: readonly Judged<V, I>[],
  order: readonly V[],
): readonly Group<V, I>[] {
  const groups = new Map<string, { verdict: V; reason: string; items: I[] }>();
  for (const { verdict, group, item } of judged) {
    const key = `${verdict} ${group}`;
    const found = groups.get(key) ?? { verdict, reason: group, items: [] };
    found.items.push(item);
    groups.set(key, found);
  }
  return [...groups.values()]
    .sort(
      (a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict) || b.items.length - a.items.length || (a.reason < b.reason ? -1 : 1),
    )
    .map(({ verdict, reason, items }) => ({ verdict, reason, total: items.length, items: newestFirst(items).slice(0, mostItems) }));
}

/** The newest differences with how many there are. */
export function counted<I extends { readonly at: Date; readonly id: string }>(
  items: readonly I[],
): { readonly total: number; readonly items: readonly I[] } {
  return { total: items.length, items: newestFirst(items).slice(0, mostItems) };
}
