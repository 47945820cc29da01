/**
 * A small PagerDuty on loopback with the real one's limits: a hundred rows a page, six months a range, ten thousand rows by offset.
 * What goes wrong is for the test to say, request by request.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export type Row = Readonly<Record<string, unknown>>;
export type Asked = { readonly path: string; readonly query: URLSearchParams; readonly count: number };
export type Reply = {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cut?: boolean;
};

/** An account, changed as the test likes while the server runs. */
export type Account = {
  services: Row[];
  incidents: Row[];
  logEntries: Row[];
  changeEvents: Row[];
  /** By incident id. */
  readonly notes: Map<string, Row[]>;
  readonly changes: Map<string, Row[]>;
  readonly fields: Map<string, Row[]>;
};

export type PagerdutyServer = {
  readonly url: string;
  readonly account: Account;
  readonly token: string;
  /** Replaces or spoils the answer to a request; null = as it is. */
  fault: ((asked: Asked, reply: Reply) => Reply | null) | null;
  readonly requests: { readonly path: string; readonly query: string; readonly status: number }[];
  readonly close: () => Promise<void>;
};

export const emptyAccount = (): Account => ({
  services: [],
  incidents: [],
  logEntries: [],
  changeEvents: [],
  notes: new Map(),
  changes: new Map(),
  fields: new Map(),
});

export async function pagerdutyServer(account: Account = emptyAccount()): Promise<PagerdutyServer> {
  const server = createServer((request, response) => answer(pagerduty, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const pagerduty: PagerdutyServer = {
    url: `http://127.0.0.1:${address.port}`,
    account,
    token: 'pd-token-of-the-test',
    fault: null,
    requests: [],
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return pagerduty;
}

function answer(pagerduty: PagerdutyServer, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', pagerduty.url);
  const asked = { path: url.pathname, query: url.searchParams, count: pagerduty.requests.length + 1 };
  const authorised = request.headers.authorization === `Token token=${pagerduty.token}`;
  const usual = authorised ? route(pagerduty.account, url.pathname, url.searchParams) : error(401, 'Account Not Found');
  const reply = pagerduty.fault?.(asked, usual) ?? usual;
  pagerduty.requests.push({ path: url.pathname, query: url.search, status: reply.status });
  const sent = Buffer.from(JSON.stringify(reply.body));
  response.writeHead(reply.status, { 'content-type': 'application/json', 'content-length': String(sent.length), ...reply.headers });
  if (reply.cut !== true) return void response.end(sent);
  response.write(sent.subarray(0, Math.floor(sent.length / 2)), () => setTimeout(() => response.destroy(), 2));
}

const error = (status: number, message: string, errors: readonly string[] = []): Reply => ({
  status,
  body: { error: { message, code: 2000 + status, errors } },
});
const ok = (body: unknown): Reply => ({ status: 200, body });

const month = 30.5 * 86_400_000;

function paged(key: string, rows: readonly Row[], query: URLSearchParams): Reply {
  const limit = Math.min(Number(query.get('limit') ?? 25), 100);
  const offset = Number(query.get('offset') ?? 0);
  if (offset + limit > 10_000) return error(400, 'Invalid Input Provided', ['Offset must be less than or equal to 10000 minus limit']);
  const total = query.get('total') === 'true' ? rows.length : null;
  return ok({ [key]: rows.slice(offset, offset + limit), limit, offset, total, more: offset + limit < rows.length });
}

/** Rows of a range, or the refusal of one that is too long. */
function within(rows: readonly Row[], query: URLSearchParams): readonly Row[] | Reply {
  const [since, until] = [Date.parse(query.get('since') ?? ''), Date.parse(query.get('until') ?? '')];
  if (Number.isNaN(since) || Number.isNaN(until)) return error(400, 'Invalid Input Provided', ['Since/Until is invalid']);
  if (until - since > 6 * month) return error(400, 'Invalid Input Provided', ['Time range cannot be longer than 6 months']);
  return rows.filter((row) => instantOf(row) >= since && instantOf(row) < until);
}

/** The range asked for last: its next page is asked for next. */
let asked: { readonly of: readonly Row[]; readonly length: number; readonly range: string; readonly rows: readonly Row[] } | null = null;

/** Rows of a range in the order of time, or the refusal. */
function inOrder(of: readonly Row[], query: URLSearchParams): readonly Row[] | Reply {
  const range = `${query.get('since')} ${query.get('until')}`;
  if (asked !== null && asked.of === of && asked.length === of.length && asked.range === range) return asked.rows;
  const rows = within(of, query);
  if ('status' in rows) return rows;
  asked = { of, length: of.length, range, rows: [...rows].sort(byTime) };
  return asked.rows;
}

const instantOf = (row: Row): number => Date.parse(String(row.created_at ?? row.timestamp));
const byTime = (a: Row, b: Row): number => instantOf(a) - instantOf(b);

function route(account: Account, path: string, query: URLSearchParams): Reply {
  if (path === '/services') return paged('services', account.services, query);
  if (path === '/incidents') {
    const rows = inOrder(account.incidents, query);
    return 'status' in rows ? rows : paged('incidents', rows, query);
  }
  if (path === '/log_entries') {
    const rows = inOrder(account.logEntries, query);
    return 'status' in rows ? rows : paged('log_entries', rows.toReversed(), query);
  }
  if (path === '/change_events') {
    const rows = inOrder(account.changeEvents, query);
    return 'status' in rows ? rows : paged('change_events', rows.toReversed(), query);
  }
  const [, id = '', part] = /^\/incidents\/([^/]+)(?:\/(.+))?$/.exec(path) ?? [];
  const incident = account.incidents.find((one) => one.id === id);
  if (incident === undefined) return error(404, 'Not Found');
  if (part === undefined) return ok({ incident });
  if (part === 'notes') return ok({ notes: account.notes.get(id) ?? [] });
  if (part === 'related_change_events') return ok({ change_events: account.changes.get(id) ?? [] });
  if (part === 'custom_fields/values') return ok({ custom_fields: account.fields.get(id) ?? [] });
  return error(404, 'Not Found');
}
