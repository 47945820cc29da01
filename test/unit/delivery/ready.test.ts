import { describe, expect, it } from 'vitest';
import { deployed, derived, line, may, repository, type Small } from './small-world.ts';

const pull = { number: 1, opened: may('02 08:00'), merged: may('04 08:00'), method: 'squash', originals: ['b'], merge: 'b' } as const;
const history = (told: { ready?: string } = {}): Small => ({
  commits: line('a', 'b', 'c'),
  events: [deployed('1', 'a', '01 12:00'), deployed('2', 'c', '05 12:00')],
  pulls: [{ ...pull, ...told }],
});

function readyAt(small: Small, told: readonly string[]): string | null | undefined {
  const facts = derived(small, (records) => {
    const repositoryId = records.pullRequests[0]?.repositoryId ?? '';
    const other = { repositoryId, number: 2, at: new Date(may('03 23:00')) };
    return { ...records, pullRequestReady: [...told.map((at) => ({ repositoryId, number: 1, at: new Date(may(at)) })), other] };
  });
  const [flow] = facts.pullRequests;
  expect(flow?.repositoryId, repository).toBeDefined();
  return flow?.readyAt?.toISOString() ?? null;
}

const iso = (at: string): string => new Date(may(at)).toISOString();

describe('when a pull request was ready for review', () => {
  it('is the last time it was marked so', () => {
    expect(readyAt(history(), ['03 10:00', '02 10:00'])).toBe(iso('03 10:00'));
  });
  it('counts the instant of the merge, and nothing after it', () => {
    expect(readyAt(history(), ['02 10:00', '04 08:00'])).toBe(iso('04 08:00'));
    expect(readyAt(history(), ['02 10:00', '04 09:00'])).toBe(iso('02 10:00'));
  });
  it('is what the provider says, or unknown, where nobody told', () => {
    expect(readyAt(history(), [])).toBeNull();
    expect(readyAt(history(), ['04 09:00'])).toBeNull();
    expect(readyAt(history({ ready: may('02 09:00') }), [])).toBe(iso('02 09:00'));
  });
});
