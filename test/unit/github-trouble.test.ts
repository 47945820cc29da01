import { describe, expect, it } from 'vitest';
import { finalError, judge } from '../../src/sources/github/trouble.ts';

const now = new Date('2026-03-01T12:00:00Z');
const host = 'api.github.com';
const seconds = (at: Date, more: number) => String(at.getTime() / 1000 + more);
const wait = (status: number, headers: Record<string, string>, message = '', repetition = 0) => {
  const trouble = judge({ status, headers, message }, host, now, repetition);
  return trouble.kind === 'limit' ? trouble.milliseconds / 1000 : trouble.kind;
};

describe('judging an answer', () => {
  it('waits until the reset of a used-up limit, by the clock of the server', () => {
    const spent = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': seconds(now, 600) };
    expect(wait(403, spent)).toBe(601);
    expect(wait(429, { ...spent, date: 'Sun, 01 Mar 2026 12:05:00 GMT' })).toBe(301);
    expect(wait(403, { ...spent, 'x-ratelimit-reset': seconds(now, -5) })).toBe(1);
    // However wrong the clocks are, not longer than a limit can last.
    expect(wait(403, { ...spent, 'x-ratelimit-reset': seconds(now, 1e6) })).toBe(65 * 60);
  });

  it('waits as long as it is asked to', () => {
    expect(wait(403, { 'retry-after': '7' })).toBe(7);
    expect(wait(429, { 'retry-after': 'Sun, 01 Mar 2026 12:00:30 GMT' })).toBe(31);
    expect(wait(403, {}, 'You have exceeded a secondary rate limit.')).toBe(60);
    expect(wait(429, {}, '', 3)).toBe(480);
  });

  it('tells a limit from a missing right', () => {
    expect(wait(403, { 'x-ratelimit-remaining': '4999' }, 'Resource not accessible by personal access token')).toBe('final');
    expect(wait(404, { 'x-ratelimit-remaining': '0' })).toBe('final');
    expect(wait(502, {})).toBe('passing');
    expect(wait(422, {})).toBe('final');
  });

  it('says which limit it is', () => {
    const reason = (headers: Record<string, string>, message: string) => {
      const trouble = judge({ status: 403, headers, message }, host, now, 0);
      return trouble.kind === 'limit' ? trouble.reason : null;
    };
    expect(reason({ 'x-ratelimit-remaining': '0' }, 'API rate limit exceeded')).toBe('The rate limit of api.github.com is used up.');
    expect(reason({ 'x-ratelimit-remaining': '0' }, 'secondary rate limit')).toMatch(/asked to slow down/);
  });

  it.each([
    [451, /^Repository acme\/shop is blocked for legal reasons/],
    [404, /^Repository acme\/shop cannot be found/],
    [403, /may not read repository acme\/shop: Nope\.$/],
    [400, /^api\.github\.com refused to list repository acme\/shop \(400\): Nope\.$/],
  ])('puts %i in words', (status, words) => {
    const refusal = { status, headers: {}, message: 'Nope - https://docs.github.com/rest' };
    const error = finalError(refusal, { object: 'repository', repository: 'acme/shop' }, { sourceId: 'gh', host, hasToken: true });
    expect(error.message).toMatch(words);
    expect([error.retryable, error.advice.length > 10]).toEqual([false, true]);
  });
});
