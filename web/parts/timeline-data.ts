/** The records of a time line: production deployments and incidents of one service in a window. */

import { ask, type Page, type WireDeployment, type WireIncident } from '../api.ts';

type Counted<T> = Page<T> & { readonly total: number | null };
export type Read<T> = { readonly rows: readonly T[]; readonly total: number };
export type TimelineData = { readonly deployments: Read<WireDeployment>; readonly incidents: Read<WireIncident> };

/** More records are not drawn: the newest are. */
export const mostDrawn = 2000;

/** The newest rows of a list, and how many there are in all. */
async function newest<T>(path: string, signal: AbortSignal): Promise<Read<T>> {
  const first = await ask<Counted<T>>(`${path}&limit=500`, signal);
  const rows = [...first.items];
  let after = first.next;
  while (after !== null && rows.length < mostDrawn) {
    const page: Counted<T> = await ask<Counted<T>>(`${path}&limit=500&after=${encodeURIComponent(after)}`, signal);
    rows.push(...page.items);
    after = page.next;
  }
  return { rows, total: first.total ?? rows.length };
}

/** `query` begins with a question mark and names the service and the window. */
export async function askTimeline(query: string, signal: AbortSignal): Promise<TimelineData> {
  const [deployments, incidents] = await Promise.all([
    newest<WireDeployment>(`/deployments${query}&tier=production`, signal),
    newest<WireIncident>(`/incidents${query}`, signal),
  ]);
  return { deployments, incidents };
}
