/** What the stream has said so far, as the pages see it. Pure: events in, state out. */

import type { SourceRow } from './api.ts';

/** What of a source changes by itself. */
export type SourceChange = Pick<
  SourceRow,
  'state' | 'stateReason' | 'progress' | 'lastStartedAt' | 'lastFinishedAt' | 'lastSuccessAt' | 'lastError' | 'lastErrorAt' | 'nextRunAt'
> & { readonly sourceId: string };

export type Live = {
  readonly sources: ReadonlyMap<string, SourceChange>;
  /** Names the facts the server has; null = not heard of yet. */
  readonly mark: string | null;
  /** The newest derivation, ISO. */
  readonly derivedAt: string | null;
  /** Grows by one whenever there are new facts: questions of an earlier round may be answered differently now. */
  readonly round: number;
  /** Why nothing can be heard, null = all is well. */
  readonly trouble: string | null;
};

export const silence: Live = { sources: new Map(), mark: null, derivedAt: null, round: 0, trouble: null };

export type LiveEvent =
  | { readonly kind: 'collection'; readonly data: SourceChange }
  | { readonly kind: 'data'; readonly id: string; readonly data: { readonly derivedAt: string | null } }
  | { readonly kind: 'trouble'; readonly data: { readonly message: string | null } };

/** The first word about the facts says how they are, not that they are new; any other mark after it does, also after a pause. */
export function heard(live: Live, event: LiveEvent): Live {
  if (event.kind === 'trouble') return { ...live, trouble: event.data.message };
  if (event.kind === 'collection') return { ...live, sources: new Map(live.sources).set(event.data.sourceId, event.data) };
  const news = live.mark !== null && live.mark !== event.id;
  return { ...live, mark: event.id, derivedAt: event.data.derivedAt, round: live.round + (news ? 1 : 0) };
}

/** A source as it was answered, with what has been heard since. What is heard first is as new as any answer. */
export function withChange(row: SourceRow, live: Live): SourceRow {
  const change = live.sources.get(row.id);
  if (change === undefined) return row;
  const { sourceId: _, ...fields } = change;
  return { ...row, ...fields };
}
