/** Reading a list span after span, each whole before the next, so that a run may stop anywhere. */

import type { Page } from '../source.ts';
import { pagesOf, type Row } from './client.ts';
import { type Cursor, coveredDays, earlierBy, failedDays, type Reading, storedCursor } from './reading.ts';
import { halves, isTooFull, type Span, spansOf } from './windows.ts';

export type ListObject = {
  /** As coverage and cursors call it. */
  readonly object: string;
  readonly path: string;
  /** Under which the answer holds its rows. */
  readonly key: string;
  /** The field of a row that says when it was. */
  readonly instant: 'created_at' | 'timestamp';
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /** Services whose rows become more than others do. */
  readonly services: readonly string[];
  /** The pages that a page of rows becomes. */
  readonly pagesOf: (rows: readonly Row[]) => AsyncIterable<Page>;
};

const what = ({ object }: ListObject): string => object.replaceAll('_', ' ');

/**
 * Everything from `from` until now that was not read yet, and the last days again: acknowledgements and resolutions come late. The
 * cursor moves on when a span is whole; a span that was cut short is read again, which changes nothing of what is there already.
 */
export async function* readSpans(reading: Reading, list: ListObject, from: Date): AsyncGenerator<Page> {
  const { context, settings, repositoryId } = reading;
  const { object } = list;
  const services = [...list.services];
  const now = context.now();
  const stored = await storedCursor(reading, object, { from, services });
  const begin =
    stored === null
      ? from
      : new Date(Math.max(Date.parse(stored.from), earlierBy(new Date(stored.complete), settings.rereadDays).getTime()));
  const first = stored?.from ?? from.toISOString();
  let complete = stored?.complete ?? from.toISOString();
  try {
    for (const span of spansOf(begin, now)) {
      const seen: unknown[] = [];
      yield* readSpan(reading, list, span, seen);
      if (span.to.toISOString() > complete) complete = span.to.toISOString();
      const cursor: Cursor = { from: first, complete, services };
      yield { repositoryId, object, items: [], cursor, coverage: [coveredDays(reading, object, span, seen)] };
      progress(reading, object, { from: begin, to: now }, span.to);
    }
  } catch (error) {
    if (!context.signal.aborted)
      yield { repositoryId, object, items: [], coverage: [failedDays(reading, object, { from: new Date(complete), to: now })] };
    throw error;
  }
}

/** Days done of the days there are. */
function progress({ context, settings }: Reading, object: string, whole: Span, at: Date): void {
  const days = (until: Date): number => Math.ceil((until.getTime() - whole.from.getTime()) / 86_400_000);
  context.progress({ repository: settings.sourceId, object, done: days(at), total: days(whole.to) });
}

/** One span, halved as often as it takes to stay below what PagerDuty pages through. */
async function* readSpan(reading: Reading, list: ListObject, span: Span, seen: unknown[]): AsyncGenerator<Page> {
  const query = { ...list.query, since: span.from.toISOString(), until: span.to.toISOString() };
  const { total } = await reading.client.list(list.path, list.key, { ...query, limit: '1', offset: '0', total: 'true' }, what(list));
  if (total !== null && isTooFull(span, total)) {
    for (const half of halves(span)) yield* readSpan(reading, list, half, seen);
    return;
  }
  for await (const { rows } of pagesOf(reading.client, list.path, list.key, query, what(list))) {
    for (const { [list.instant]: at } of rows) seen.push(typeof at === 'string' ? at.slice(0, 10) : at);
    yield* list.pagesOf(rows);
  }
}
