import { describe, expect, it } from 'vitest';
import type { SourceRow } from '../../web/api.ts';
import { heard, type Live, type LiveEvent, type SourceChange, silence, withChange } from '../../web/live-state.ts';

const data = (id: string, derivedAt: string | null = '2026-06-17T14:05:00.000Z'): LiveEvent => ({ kind: 'data', id, data: { derivedAt } });
const told = (...events: readonly LiveEvent[]): Live => events.reduce(heard, silence);
const change: SourceChange = {
  sourceId: 'github',
  state: 'running',
  stateReason: null,
  progress: null,
  lastStartedAt: null,
  lastFinishedAt: null,
  lastSuccessAt: null,
  lastError: null,
  lastErrorAt: null,
  nextRunAt: null,
};

describe('what the stream says', () => {
  it('makes a new round of questions when the facts are others, not when they are named again', () => {
    expect(told(data('a')).round).toBe(0);
    expect(told(data('a'), data('a')).round).toBe(0);
    expect(told(data('a'), data('b'))).toMatchObject({ round: 1, mark: 'b', derivedAt: '2026-06-17T14:05:00.000Z' });
    expect(told(data('a'), data('b'), data('b'), data('c')).round).toBe(2);
  });

  it('notices after a pause that something was missed', () => {
    // A page that comes back opens a new stream, whose first word would otherwise count as how things always were.
    expect(
      told(data('a'), { kind: 'trouble', data: { message: 'lost' } }, { kind: 'trouble', data: { message: null } }, data('b')),
    ).toMatchObject({
      round: 1,
      trouble: null,
    });
  });

  it('says trouble until it is over', () => {
    expect(told({ kind: 'trouble', data: { message: 'lost' } }).trouble).toBe('lost');
  });

  it('brings a source up to date and leaves others alone', () => {
    const row = { id: 'github', kind: 'github', state: 'idle', repositories: 3 } as SourceRow;
    const live = told({ kind: 'collection', data: change });
    expect(withChange(row, live)).toMatchObject({ id: 'github', kind: 'github', state: 'running', repositories: 3 });
    expect(withChange(row, live)).not.toHaveProperty('sourceId');
    expect(withChange({ ...row, id: 'git' }, live).state).toBe('idle');
  });
});
