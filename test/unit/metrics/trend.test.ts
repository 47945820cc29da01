import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Limits, SeriesPoint, Signal } from '../../../src/metrics/result.ts';
import { carries, movementOf, read, type TrendUnit, trendFrame, unitsOf } from '../../../src/metrics/trend.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse('2026-01-05T00:00:00Z');
const limits: Limits = { mean: 5, low: 0, high: 10, locked: true };
const share = { unit: 'share' } as const;

const point = (week: number, more: Partial<SeriesPoint> = {}): SeriesPoint => ({
  from: new Date(START + week * 7 * DAY),
  to: new Date(START + (week + 1) * 7 * DAY),
  partial: false,
  settling: false,
  state: 'value',
  value: 0.5,
  n: 5,
  interval: null,
  ...more,
});

const instant = fc.integer({ min: 0, max: 1200 * 24 }).map((hour) => new Date(START - 600 * DAY + hour * HOUR));
const zone = fc.constantFrom('UTC', 'America/New_York', 'Pacific/Chatham', 'Asia/Kolkata');
const counts: readonly (readonly [TrendUnit, number])[] = [
  ['week', 26],
  ['month', 18],
  ['quarter', 12],
];

/** Local date and time of day, as the platform tells them. */
const wall = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' }).format(at);

describe('the units of a chart', () => {
  it('are as many as they should be, whole, side by side, and hold the last instant of the window before now', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 500 }), instant, zone, (to, days, now, timeZone) => {
        for (const [unit, count] of counts) {
          const window = { from: new Date(to.getTime() - days * DAY), to };
          const { buckets, edges } = trendFrame(window, unit, timeZone, now);
          expect(buckets).toHaveLength(count);
          expect(edges.slice(1).map(Number)).toEqual(buckets.map((bucket) => bucket.to.getTime()));
          expect(edges.slice(0, -1).map(Number)).toEqual(buckets.map((bucket) => bucket.from.getTime()));
          const last = Math.min(to.getTime(), now.getTime()) - 1;
          const newest = buckets.at(-1);
          expect(newest?.from.getTime()).toBeLessThanOrEqual(last);
          expect(newest?.to.getTime()).toBeGreaterThan(last);
          for (const edge of edges) expect(wall(edge, timeZone)).toMatch(unit === 'week' ? /, 00:00:00$/ : /^01\/.*, 00:00:00$/);
          for (const bucket of buckets) expect(bucket.partial).toBe(bucket.to > now);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('do not depend on where the window begins', () => {
    const to = new Date('2026-06-17T00:00:00Z');
    const from = (days: number) => trendFrame({ from: new Date(to.getTime() - days * DAY), to }, 'week', 'UTC', to);
    expect(from(1)).toEqual(from(400));
  });

  it('end with the week that is over when now is the first instant of the next', () => {
    const monday = new Date('2026-06-15T00:00:00Z');
    const window = { from: new Date('2026-06-01T00:00:00Z'), to: new Date('2026-07-01T00:00:00Z') };
    expect(trendFrame(window, 'week', 'UTC', monday).buckets.at(-1)).toMatchObject({ to: monday, partial: false });
    const later = trendFrame(window, 'week', 'UTC', new Date(monday.getTime() + 1)).buckets.at(-1);
    expect(later).toMatchObject({ from: monday, partial: true });
  });

  it('grow only for rates', () => {
    expect(unitsOf({ statistic: 'share' })).toEqual(['week', 'month', 'quarter']);
    expect(unitsOf({ statistic: 'times' })).toEqual(['week']);
    expect(unitsOf({ statistic: 'frequency' })).toEqual(['week']);
  });
});

describe('whether a unit carries a rate', () => {
  const sized = (...sizes: number[]) => carries(sizes.map((n, week) => point(week, { n })));

  it('is decided by the median of its whole units', () => {
    expect(sized(4, 5, 6)).toBe(true);
    expect(sized(4, 4, 60)).toBe(false);
    expect(sized(4, 6)).toBe(true);
    expect(sized(4, 5)).toBe(false);
    expect(sized()).toBe(false);
  });

  it('leaves partial units out', () => {
    expect(carries([point(0, { n: 4 }), point(1, { n: 9, partial: true })])).toBe(false);
    expect(carries([point(0, { n: 5 }), point(1, { n: 0, partial: true })])).toBe(true);
    expect(carries([point(0, { n: 9, partial: true })])).toBe(false);
  });
});

describe('reading a chart', () => {
  const weeks = (...values: (number | null)[]) =>
    values.map((value, week) => point(week, value === null ? { value, state: 'too_little_data' } : { value }));

  it('needs six values; partial and unknown points are none', () => {
    const six = weeks(0.1, 0.2, 0.1, 0.2, 0.1, 0.2);
    expect(read(share, { unit: 'week', points: six }).limits).not.toBeNull();
    const cut = six.map((one, index) => (index === 5 ? { ...one, partial: true } : one));
    expect(read(share, { unit: 'week', points: cut }).limits).toBeNull();
    expect(read(share, { unit: 'week', points: weeks(0.1, 0.2, 0.1, null, 0.1, 0.2) }).limits).toBeNull();
  });

  it('keeps the partial point, and tells a signal at the beginning of the unit that completes it', () => {
    const points = [
      ...weeks(...Array.from({ length: 12 }, (_, week) => 0.1 + 0.02 * (week % 2)), 0.6),
      point(13, { partial: true, value: 1 }),
    ];
    const found = read(share, { unit: 'week', points });
    expect(found.trend.points).toHaveLength(14);
    expect(found.signals).toEqual([{ rule: 'outside', at: points[12]?.from, direction: 'up' }]);
  });

  it('never draws a limit below nothing, nor a share above all', () => {
    const wild = weeks(0, 1, 0, 1, 0, 1);
    expect(read(share, { unit: 'week', points: wild }).limits).toMatchObject({ low: 0, high: 1 });
    for (const unit of ['seconds', 'per_day'] as const) {
      const found = read({ unit }, { unit: 'week', points: wild }).limits;
      expect(found?.low).toBe(0);
      expect(found?.high).toBeGreaterThan(1);
    }
  });
});

describe('what a trend says of a window', () => {
  const window = { from: new Date(START), to: new Date(START + 28 * DAY) };
  const signal = (day: number, direction: 'up' | 'down'): Signal => ({ rule: 'run', at: new Date(START + day * DAY), direction });
  const movement = (better: 'lower' | 'higher', given: Limits | null, ...signals: Signal[]) =>
    movementOf({ better }, { trend: { unit: 'week', points: [] }, limits: given, signals }, window);

  it('is unknown without limits', () => {
    expect(movement('lower', null)).toEqual({ verdict: 'unknown', signal: null });
  });

  it('is its newest signal inside, the first instant included and the last not', () => {
    expect(movement('lower', limits, signal(-1, 'up'), signal(28, 'up'))).toEqual({ verdict: 'no_signal', signal: null });
    expect(movement('lower', limits, signal(0, 'up')).verdict).toBe('worse');
    expect(movement('lower', limits, signal(7, 'up'), signal(14, 'down'), signal(28, 'up'))).toEqual({
      verdict: 'better',
      signal: signal(14, 'down'),
    });
  });

  it('is mixed where single points lie beyond both limits, and what a run says once it has left them behind', () => {
    const outside = (day: number, direction: 'up' | 'down'): Signal => ({ ...signal(day, direction), rule: 'outside' });
    expect(movement('lower', limits, outside(7, 'up'), outside(14, 'down'))).toEqual({ verdict: 'mixed', signal: outside(14, 'down') });
    expect(movement('lower', limits, outside(-7, 'up'), outside(14, 'down')).verdict).toBe('better');
    expect(movement('lower', limits, outside(7, 'up'), signal(14, 'down')).verdict).toBe('better');
    const near: Signal = { ...signal(14, 'down'), rule: 'near_limit' };
    expect(movement('lower', limits, outside(7, 'up'), signal(14, 'down'), near).verdict).toBe('better');
    expect(movement('lower', limits, signal(7, 'up'), near).verdict).toBe('mixed');
  });

  it('is better or worse by what is better on the metric', () => {
    expect(movement('higher', limits, signal(7, 'up')).verdict).toBe('better');
    expect(movement('higher', limits, signal(7, 'down')).verdict).toBe('worse');
    expect(movement('lower', limits, signal(7, 'up')).verdict).toBe('worse');
  });
});
