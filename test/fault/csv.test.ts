import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, expect, it } from 'vitest';
import { type AskPage, mostRows, sendCsv } from '../../src/api/csv.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const sheet = { name: 'things', columns: ['n'] };
const now = new Date('2026-06-02T12:00:00Z');

/** Serves a list; answers its address, and how each sending ended. */
async function serving(ask: AskPage): Promise<{ readonly url: string; readonly ended: Promise<unknown> }> {
  let settle: (error: unknown) => void = () => {};
  const ended = new Promise<unknown>((resolve) => {
    settle = resolve;
  });
  const app = express().get('/', (_request, response) => sendCsv(sheet, ask, now, response).then(() => settle(null), settle));
  const listening = createServer(app);
  server = listening;
  await new Promise<void>((resolve) => {
    listening.listen(0, '127.0.0.1', resolve);
  });
  // A server that listens on a port has an address with one.
  return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/`, ended };
}

/** A list without end; the cursor is the number before. */
const endless =
  (total: number | null): AskPage =>
  async ({ limit, after }) => {
    const from = after === undefined ? 0 : Number(after);
    return { items: Array.from({ length: limit }, (_, i) => ({ n: from + i })), next: `${from + limit}`, total };
  };

it('a list without end is cut, and its name says so', async () => {
  const { url } = await serving(endless(mostRows + 1));
  const answer = await fetch(url);
  expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="plumbline-things-2026-06-02-first-${mostRows}.csv"`);
  const lines = (await answer.text()).split('\r\n');
  expect([lines.length, lines[0], lines[1], lines[mostRows], lines[mostRows + 1]]).toEqual([mostRows + 2, 'n', '0', `${mostRows - 1}`, '']);
});

it('a failure on the way cuts the connection, so that half a list is never taken for the whole', async () => {
  const whole = endless(null);
  const { url, ended } = await serving(async (paging) => {
    if (paging.after === '3000') throw new Error('the database went away');
    return await whole(paging);
  });
  const answer = await fetch(url);
  expect(answer.status).toBe(200);
  await expect(answer.text()).rejects.toThrow();
  expect(await ended).toMatchObject({ message: 'the database went away' });
});

it('a reader who leaves is no failure, and nothing more is asked for', async () => {
  let asked = 0;
  // Wide rows, so that the system cannot take in the whole list at once.
  const wide = { n: 'x'.repeat(2_000) };
  const { url, ended } = await serving(async ({ limit }) => {
    asked += 1;
    return { items: Array.from({ length: limit }, () => wide), next: 'more' };
  });
  const leaving = new AbortController();
  const answer = await fetch(url, { signal: leaving.signal });
  await answer.body?.getReader().read();
  leaving.abort();
  expect(await ended).toBeNull();
  expect(asked).toBeLessThan(mostRows / 1000);
});

it('an answer that is no list is refused, and says so', async () => {
  const { ended, url } = await serving(async () => ({ rows: [] }));
  const asking = fetch(url).catch(() => null);
  expect(await ended).toMatchObject({ code: 'invalid', message: expect.stringContaining('this answer is no list') });
  server?.closeAllConnections();
  await asking;
});
