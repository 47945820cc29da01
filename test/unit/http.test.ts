import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HttpError, type HttpOptions, openHttp } from '../../src/sources/http.ts';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const token = 'very-secret-token';
const now = new Date('2026-03-01T12:00:00Z');
/** Answers in turn; the last one again and again. */
let answers: Answer[];
let asked: IncomingMessage[];
let url: string;
let close: () => Promise<void>;
let told: (string | null)[];
let waits: number[];
let stop: AbortController;

beforeEach(async () => {
  [answers, asked, told, waits, stop] = [[], [], [], [], new AbortController()];
  const server = createServer((request, response) => {
    asked.push(request);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    answer?.(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  url = `http://127.0.0.1:${address.port}`;
  close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
});
afterEach(() => close());

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
const good = json(200, { rows: [1, 2] });
const cut: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"rows":[1', () => response.destroy());
};

const rowsIn = (data: unknown): unknown[] | undefined =>
  typeof data === 'object' && data !== null && 'rows' in data && Array.isArray(data.rows) ? data.rows : undefined;

function ask(options: HttpOptions & { readonly token?: string | null; readonly url?: string } = {}): Promise<unknown[]> {
  const used = options.token === undefined ? token : options.token;
  const wait = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    waits.push(milliseconds / 1000);
  };
  const context = { signal: stop.signal, now: () => now, waiting: (reason: string | null) => void told.push(reason) };
  const headers: Record<string, string> = used === null ? {} : { authorization: `Token token=${used}` };
  const http = openHttp({ sourceId: 'pager', provider: 'PagerDuty', url: options.url ?? url, headers, token: used }, context, {
    wait,
    ...options,
  });
  return http.get('/list', { limit: '1', statuses: ['a', 'b c'] }, 'incidents', rowsIn);
}

/** The error of a request that must fail. */
async function failure(...options: Parameters<typeof ask>): Promise<HttpError> {
  try {
    await ask(...options);
  } catch (error) {
    if (error instanceof HttpError) return error;
    throw error;
  }
  throw new Error('It was answered.');
}

describe('a request', () => {
  it('goes to the configured address, with the token and lists as PagerDuty takes them', async () => {
    answers = [good];
    expect(await ask({ url: `${url}/base/` })).toEqual([1, 2]);
    expect(asked.map((request) => [request.url, request.headers.authorization])).toEqual([
      ['/base/list?limit=1&statuses%5B%5D=a&statuses%5B%5D=b+c', `Token token=${token}`],
    ]);
    expect([waits, told]).toEqual([[], []]);
  });

  it.each([
    ['cut off', cut],
    ['no JSON', (response: ServerResponse) => void response.end('<html>')],
    ['something else', json(200, { error: 'none' })],
    ['an error of the server', json(503, {})],
  ])('whose answer is %s is asked again, later each time, until it is whole', async (_, bad) => {
    answers = [bad, bad, bad, good];
    expect(await ask()).toEqual([1, 2]);
    expect(waits).toEqual([1, 2, 4]);
    // The first pauses are too short to speak of.
    expect(told).toEqual([expect.stringMatching(/Trying again\.$/), null]);
  });

  it('gives up after five tries, in words, as something that passes', async () => {
    answers = [json(502, {})];
    const { host } = new URL(url);
    const error = await failure();
    expect(error.message).toBe(`Reading incidents of source "pager" failed again and again: ${host} answered 502.`);
    expect([error.retryable, error.status, asked.length]).toEqual([true, null, 5]);
  });

  it('that takes too long counts as a failed try', async () => {
    answers = [() => {}];
    expect((await failure({ timeoutMs: 20 })).message).toMatch(/cannot be reached \(it took too long\)\.$/);
    expect(asked).toHaveLength(5);
  });
});

describe('a limit', () => {
  it.each([
    ['in seconds', { 'retry-after': '7' }, 7],
    [
      'as a date, by the clock of the server',
      { date: 'Sun, 01 Mar 2026 13:00:00 GMT', 'retry-after': 'Sun, 01 Mar 2026 13:00:30 GMT' },
      31,
    ],
    ['until the reset', { 'ratelimit-reset': '12' }, 12],
    ['without a word', {}, 60],
    ['of nothing at all', { 'retry-after': '0' }, 1],
    ['longer than any limit lasts', { 'retry-after': '999999' }, 65 * 60],
  ])('%s is waited out and told', async (_, headers, seconds) => {
    answers = [json(429, {}, headers as Record<string, string>), good];
    expect(await ask()).toEqual([1, 2]);
    expect(waits).toEqual([seconds]);
    expect(told).toEqual([`${new URL(url).host} asked to slow down (rate limit).`, null]);
  });

  it('that never ends is given up, and costs none of the tries', async () => {
    answers = [json(429, {}, { 'retry-after': '1' }), cut, json(429, {}, { 'retry-after': '1' }), good];
    expect(await ask()).toEqual([1, 2]);
    answers = [json(429, {})];
    const error = await failure();
    expect([error.retryable, error.message]).toEqual([true, expect.stringMatching(/asked to slow down 12 times in a row/)]);
    expect(waits.slice(-4)).toEqual([960, 960, 960, 960]);
  });
});

describe('a refusal', () => {
  it.each([
    [401, /refused the token of source "pager"/],
    [403, /The token of source "pager" may not read incidents: /],
    [404, /has no incidents/],
    [400, /refused to list incidents \(400\): /],
  ])('%i is final and said in words', async (status, words) => {
    answers = [json(status, { error: 'No', said: `Token token=${token}` })];
    const error = await failure();
    expect([error.retryable, error.status, error.message]).toEqual([false, status, expect.stringMatching(words)]);
    expect(error.advice).not.toBe('');
    expect(asked).toHaveLength(1);
    // Even where the server repeats what it was told.
    expect(`${error.message} ${error.advice} ${error.stack}`).not.toContain(token);
  });

  it('of one who asks without a token says so', async () => {
    answers = [json(401, {})];
    expect((await failure({ token: null })).message).toMatch(/asks for a token, and source "pager" has none/);
  });
});

describe('the token', () => {
  it('goes nowhere else: redirects are not followed', async () => {
    let elsewhere = 0;
    const other = createServer((_, response) => {
      elsewhere += 1;
      good(response, _);
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    answers = [(response) => void response.writeHead(302, { location: `http://127.0.0.1:${address.port}/` }).end()];
    expect((await failure()).retryable).toBe(true);
    expect(elsewhere).toBe(0);
    other.closeAllConnections();
    await new Promise((resolve) => other.close(resolve));
  });

  it.each([['with a\nline break'], ['from a “word processor”']])('that cannot be sent is not shown either: %j', async (broken) => {
    const error = await (async () => failure({ token: broken }))();
    expect(error.message).toBe('The token of source "pager" holds characters that cannot be sent.');
    expect([error.retryable, error.cause]).toEqual([false, undefined]);
  });
});

describe('stopping', () => {
  it('ends a request under way and a wait, and asks nothing more', async () => {
    answers = [() => stop.abort()];
    await expect(ask()).rejects.toThrow('aborted');
    expect(asked).toHaveLength(1);
    await expect(ask()).rejects.toThrow('aborted');
    expect(asked).toHaveLength(1);
    stop = new AbortController();
    answers = [json(429, {}, { 'retry-after': '3600' })];
    const waiting = ask({
      // The real one, but for the stop.
      wait: async (milliseconds, signal) => {
        setImmediate(() => stop.abort());
        const { setTimeout: sleep } = await import('node:timers/promises');
        await sleep(milliseconds, undefined, { signal });
      },
    });
    await expect(waiting).rejects.toThrow('aborted');
    expect(told.at(-1)).toBeNull();
  });
});
