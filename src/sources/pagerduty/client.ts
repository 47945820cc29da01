/** Asking PagerDuty: lists by offset, each page whole or an error. */

import { type Http, type HttpOptions, openHttp, type Query } from '../http.ts';
import type { CollectContext } from '../source.ts';
import type { PagerdutySettings } from './settings.ts';

export type Row = Readonly<Record<string, unknown>>;

/** The largest page PagerDuty gives. */
export const pageSize = 100;

/** `total` only where it was asked for. */
export type ListPage = { readonly rows: readonly Row[]; readonly more: boolean; readonly total: number | null };

export type Client = {
  readonly list: (path: string, key: string, query: Query, what: string) => Promise<ListPage>;
  readonly one: (path: string, key: string, what: string) => Promise<Row>;
};

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

function listIn(data: unknown, key: string): ListPage | undefined {
  const rows = isRow(data) ? data[key] : undefined;
  if (!isRow(data) || !Array.isArray(rows) || !rows.every(isRow)) return undefined;
  return { rows, more: data.more === true, total: typeof data.total === 'number' ? data.total : null };
}

function oneIn(data: unknown, key: string): Row | undefined {
  const row = isRow(data) ? data[key] : undefined;
  return isRow(row) ? row : undefined;
}

/** A client for one run of a source. */
export function openClient(
  { sourceId, url, token }: Pick<PagerdutySettings, 'sourceId' | 'url' | 'token'>,
  options: HttpOptions,
  context: Pick<CollectContext, 'signal' | 'now' | 'waiting'>,
): Client {
  const headers = {
    accept: 'application/vnd.pagerduty+json;version=2',
    'user-agent': 'plumbline',
    ...(token === null ? {} : { authorization: `Token token=${token}` }),
  };
  const http: Http = openHttp({ sourceId, provider: 'PagerDuty', url, headers, token }, context, options);
  return {
    list: (path, key, query, what) => http.get(path, query, what, (data) => listIn(data, key)),
    one: (path, key, what) => http.get(path, {}, what, (data) => oneIn(data, key)),
  };
}

/** The pages of a list from its beginning. A page says itself whether there are more. */
export async function* pagesOf(client: Client, path: string, key: string, query: Query, what: string): AsyncGenerator<ListPage> {
  for (let offset = 0; ; offset += pageSize) {
    const page = await client.list(path, key, { ...query, limit: `${pageSize}`, offset: `${offset}` }, what);
    yield page;
    if (!page.more || page.rows.length === 0) return;
  }
}
