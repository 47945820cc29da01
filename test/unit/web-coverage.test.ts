import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CoverageRow } from '../../web/api.ts';
import { addDays } from '../../web/calendar.ts';
import { lengthOf, monthTicks, readingInWords, segmentInWords, segments } from '../../web/coverage.ts';

const range = { from: '2026-01-01', until: '2026-02-10' };
const states = ['fetched', 'empty', 'failed'] as const;

/** Runs as the interface gives them: in order, apart or of different states, inside the range. */
const runs = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 9 }), fc.constantFrom(...states)), { maxLength: 8 })
  .map((parts) => {
    let at = 0;
    return parts.flatMap(([gap, length, state]) => {
      const from = at + gap;
      at = from + length;
      return at > lengthOf(range) ? [] : [{ from: addDays(range.from, from), until: addDays(range.from, at - 1), state }];
    });
  });
const rowOf = (given: CoverageRow['runs'], reading: CoverageRow['reading'] = null): CoverageRow => ({
  repositoryId: 'gh:acme~shop',
  repository: 'acme/shop',
  object: 'issues',
  days: { fetched: 0, empty: 0, failed: 0 },
  runs: given,
  reading,
  askedAt: null,
});

describe('the stretches a keyboard walks through', () => {
  it('cover every day of the range once, and never-asked days are among them', () => {
    fc.assert(
      fc.property(runs, (given) => {
        const found = segments(rowOf(given), range);
        let at = 0;
        for (const { start, length } of found) {
          expect(start).toBe(at);
          expect(length).toBeGreaterThan(0);
          at += length;
        }
        expect(at).toBe(lengthOf(range));
        expect(found.filter(({ state }) => state !== 'never')).toHaveLength(given.length);
      }),
    );
  });

  it('are said in words', () => {
    const found = segments(rowOf([{ from: '2026-01-03', until: '2026-01-05', state: 'failed' }]), range);
    expect(found.map((segment) => segmentInWords(segment, range))).toEqual([
      '1 Jan 2026 – 2 Jan 2026, 2 days: never asked',
      '3 Jan 2026 – 5 Jan 2026, 3 days: failed: what happened is not known',
      '6 Jan 2026 – 10 Feb 2026, 36 days: never asked',
    ]);
    expect(segmentInWords({ start: 0, length: 1, state: 'fetched' }, range)).toBe('1 Jan 2026: with news');
  });
});

describe('the axis', () => {
  it('marks the first of every month, and a year where it begins', () => {
    expect(monthTicks({ from: '2025-11-23', until: '2026-02-10' })).toEqual([
      { at: 8 / 80, label: 'Dec', year: '2025' },
      { at: 39 / 80, label: 'Jan', year: '2026' },
      { at: 70 / 80, label: 'Feb', year: null },
    ]);
  });
});

describe('how far a list is read', () => {
  const known = [{ from: '2026-01-03', until: '2026-01-05', state: 'empty' }] as const;
  it.each([
    [rowOf([]), 'nothing read yet'],
    [rowOf(known), 'to 5 Jan 2026'],
    [rowOf([...known, { from: '2026-01-06', until: '2026-01-07', state: 'failed' }]), 'to 5 Jan 2026'],
    [rowOf(known, { to: '2026-01-05T22:30:00Z', unfinished: false, since: null }), 'to 5 Jan 2026, 23:30'],
    [rowOf(known, { to: '2026-01-04', unfinished: true, since: null }), 'to 4 Jan 2026, unfinished'],
    [rowOf([], { to: null, unfinished: true, since: null }), 'first reading unfinished'],
  ])('case %#', (row, said) => expect(readingInWords(row, 'Europe/Berlin')).toBe(said));
});
