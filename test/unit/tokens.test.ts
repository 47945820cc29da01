import { describe, expect, it } from 'vitest';
import { askOnce } from '../../src/sources/ask-once.ts';
import { openClient } from '../../src/sources/github/client.ts';

/** `fetch` refuses these before anything is sent, and names the whole header in its complaint. */
describe.each([['with a\nline break'], ['from a “word processor”']])('a token that cannot be sent is not shown: %j', (token) => {
  const world = { signal: new AbortController().signal, now: () => new Date('2026-03-01T12:00:00Z'), waiting: () => undefined };
  const url = 'http://127.0.0.1:65535';

  it('when a source is examined', async () => {
    const answer = await askOnce(url, { authorization: `Token token=${token}` }, world);
    expect(answer).toMatch(/cannot be sent/);
    expect(answer).not.toContain(token);
  });

  it('when GitHub is read', async () => {
    const settings = { sourceId: 'github', url, token };
    const options = { wait: async () => undefined, millisecondsPerSecond: 1 };
    // Of settings and context the client takes no more than these.
    const client = openClient(
      settings as unknown as Parameters<typeof openClient>[0],
      options,
      world as unknown as Parameters<typeof openClient>[2],
    );
    const failed = await client.get(client.url('/tags'), { object: 'tags', repository: 'a/b' }, (data) => data).catch((error) => error);
    expect(failed).toBeInstanceOf(Error);
    expect(`${failed.message} ${failed.stack} ${String(failed.cause)}`).not.toContain(token);
  });
});
