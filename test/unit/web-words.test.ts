import { describe, expect, it } from 'vitest';
import type { WireMetric, WireScope } from '../../web/api.ts';
import { captionOf, summaryOf, trendOf } from '../../web/charts/picture.ts';
import { answerOf, comparison, reckoning, windowInWords } from '../../web/words.ts';

const plain = (text: string | null | undefined): string => (text ?? '').replace(/[\u202f\u00a0]/g, ' ');

const scope: WireScope = {
  window: { from: '2026-08-25T00:00:00Z', to: '2026-11-23T00:00:00Z' },
  previous: { from: '2026-05-27T00:00:00Z', to: '2026-08-25T00:00:00Z' },
  zone: 'UTC',
  bucket: 'week',
  serviceId: 'shop',
  teamId: null,
  clock: 'authored',
  bots: 'included',
  now: '2026-11-23T06:00:00Z',
  exposureDays: 90,
  services: 1,
  leftOut: [],
};

const leadTime: WireMetric = {
  id: 'change-lead-time',
  title: 'Change lead time',
  factor: 'throughput',
  unit: 'seconds',
  better: 'lower',
  state: 'value',
  value: 33_600,
  n: 120,
  interval: null,
  provisional: false,
  counts: { included: 120, excluded: {} },
  quality: { score: 100, deductions: [], notAssessed: [] },
  definition: '',
};
const rate: WireMetric = {
  ...leadTime,
  id: 'change-fail-rate',
  unit: 'share',
  factor: 'instability',
  value: 0.12,
  n: 50,
  numerator: 6,
  denominator: 50,
};
const frequency: WireMetric = { ...leadTime, id: 'deployment-frequency', unit: 'per_day', better: 'higher', value: 3.4, n: 306 };
const recovery: WireMetric = { ...leadTime, id: 'failed-deployment-recovery-time', state: 'too_little_data', value: null, n: 2 };

describe('the answer of a panel', () => {
  it.each([
    ['a median', leadTime, 'Half of all changes live within 9 h 20 min'],
    ['a frequency with its days', { ...frequency, activeDaysPerWeek: 5 }, 'Deployed 3.4 times a day, on 5 days a week'],
    ['once', { ...frequency, value: 1 / 7 }, 'Deployed once a week'],
    ['a frequency of zero', { ...frequency, value: 0, n: 0 }, 'Nothing was deployed'],
    ['a share', rate, '6 of 50 deployments failed'],
    ['a share of zero', { ...rate, value: 0, numerator: 0 }, 'None of 50 deployments failed'],
    ['too little data', recovery, 'Too few restored failures to say (2 in 13 weeks)'],
    [
      'no source',
      { ...rate, state: 'no_source', value: null } as const,
      'No incidents are collected for this service. Add a rule to see stability.',
    ],
    [
      'no deployments',
      { ...leadTime, state: 'no_source', value: null } as const,
      'No deployments are detected for this service. Add a deployment rule to see its delivery.',
    ],
  ])('says %s in words', (_, metric, said) => expect(plain(answerOf(metric, scope))).toBe(said));

  const signal = { rule: 'outside', at: '2026-09-14T00:00:00Z', direction: 'down' } as const;
  const clear = { from: '', to: '', state: 'value', value: 1, n: 9, difference: null, verdict: 'better' } as const;
  it.each([
    [
      'no signal',
      { ...leadTime, movement: { verdict: 'no_signal', signal: null } } as const,
      'Change lead time is stable at about 9 h 20 min',
    ],
    ['a signal', { ...leadTime, movement: { verdict: 'better', signal } } as const, 'Change lead time fell: signal in the week of 14 Sept'],
    [
      'a signal of a month',
      { ...rate, trend: { unit: 'month', points: [] }, movement: { verdict: 'worse', signal: { ...signal, direction: 'up' } } } as const,
      'Change fail rate rose: signal in September 2026',
    ],
    [
      'signals both ways',
      { ...leadTime, movement: { verdict: 'mixed', signal } } as const,
      'Change lead time moved both ways: newest signal in the week of 14 Sept',
    ],
    [
      'too few points',
      { ...leadTime, movement: { verdict: 'unknown', signal: null } } as const,
      'Half of all changes live within 9 h 20 min',
    ],
    [
      'no signal but two periods that differ: not "stable"',
      { ...leadTime, previous: clear, movement: { verdict: 'no_signal', signal: null } } as const,
      'Half of all changes live within 9 h 20 min',
    ],
  ])('says what the trend says: %s', (_, metric, said) => expect(plain(answerOf(metric, scope))).toBe(said));

  it('counts the weeks that have passed, not those to come', () => {
    const running = { ...scope, window: { from: '2026-11-16T00:00:00Z', to: '2027-01-01T00:00:00Z' } };
    expect(plain(answerOf(recovery, running))).toBe('Too few restored failures to say (2 in 7 days)');
  });

  it('says what it was reckoned from', () => {
    expect([leadTime, frequency, rate].map((metric) => plain(reckoning(metric, scope)))).toEqual([
      'median of 120 changes',
      '306 deployments ÷ 90 days',
      '6 ÷ 50 deployments',
    ]);
    const days = [1, 1.04, 2.5, 1096].map((exposureDays) => plain(reckoning(frequency, { ...scope, exposureDays })));
    expect(days.map((said) => said.replace('306 deployments ÷ ', ''))).toEqual(['1 day', '1 day', '2.5 days', '1,096 days']);
  });
});

describe('the comparison', () => {
  const before = { from: '', to: '', state: 'value', n: 100, difference: { low: -9000, high: -100 } } as const;

  it('gives a direction and a verdict only for a clear difference', () => {
    const better = comparison({ ...leadTime, previous: { ...before, value: 36_000, verdict: 'better' } });
    expect({ ...better, text: plain(better?.text) }).toEqual({
      shape: 'down',
      verdict: 'better',
      text: 'Shorter than before, when it was 10 h',
    });
    const more = comparison({ ...frequency, previous: { ...before, value: 2, verdict: 'better' } });
    expect({ ...more, text: plain(more?.text) }).toEqual({
      shape: 'up',
      verdict: 'better',
      text: 'More often than before, when it was 2 a day',
    });
    const worse = comparison({ ...rate, previous: { ...before, value: 0.05, verdict: 'worse' } });
    expect({ ...worse, text: plain(worse?.text) }).toEqual({ shape: 'up', verdict: 'worse', text: 'Higher than before, when it was 5 %' });
    const none = comparison({ ...rate, previous: { ...before, value: 0.05, verdict: 'no_difference' } });
    expect({ ...none, text: plain(none?.text) }).toEqual({ shape: null, verdict: null, text: 'No clear difference from 5 % before' });
  });

  it('says nothing where nothing was asked, and that there is nothing to compare with where there is not', () => {
    expect(comparison(leadTime)).toBeNull();
    const unknown = comparison({ ...leadTime, previous: { ...before, state: 'too_little_data', value: null, verdict: 'unknown' } });
    expect(unknown).toEqual({ shape: null, verdict: null, text: 'Nothing to compare with: too little data before' });
  });
});

describe('the window', () => {
  const asked = (from: string, to: string) => windowInWords({ ...scope, window: { from: `${from}T00:00:00Z`, to: `${to}T00:00:00Z` } });

  it('is said in words with what it is compared with', () => {
    expect(windowInWords(scope)).toBe('25 Aug – 22 Nov 2026, compared with the 90 days before, UTC');
    expect(asked('2026-07-01', '2026-10-01')).toBe('1 Jul – 30 Sept 2026, compared with the quarter before, UTC');
    expect(asked('2026-02-01', '2026-03-01')).toBe('1 Feb – 28 Feb 2026, compared with the month before, UTC');
    expect(asked('2026-03-02', '2026-03-09')).toBe('2 Mar – 8 Mar 2026, compared with the week before, UTC');
    expect(windowInWords({ ...scope, previous: null })).toBe('25 Aug – 22 Nov 2026, UTC');
  });
});

describe('the picture of a trend', () => {
  const weeks = ['2026-08-24', '2026-08-31', '2026-09-07', '2026-09-14'];
  const series = (values: readonly (number | null)[]): NonNullable<WireMetric['series']> =>
    values.map((value, index) => ({
      from: `${weeks[index]}T00:00:00Z`,
      to: `${weeks[index + 1] ?? '2026-09-21'}T00:00:00Z`,
      partial: index === 0,
      settling: index === values.length - 1,
      state: value === null ? 'too_little_data' : 'value',
      value,
      n: 7,
      interval: null,
    }));

  it('starts at zero, leaves gaps, and marks what is partial or settling', () => {
    const picture = trendOf({ ...rate, series: series([0.1, null, 0.22]) }, scope);
    expect(picture?.y).toMatchObject({ min: 0 });
    expect(picture?.y.max).toBeCloseTo(0.3);
    expect(picture?.marks.map(({ y, partial, settling }) => ({ y, partial, settling }))).toEqual([
      { y: 0.1, partial: true, settling: false },
      { y: null, partial: false, settling: false },
      { y: 0.22, partial: false, settling: true },
    ]);
    // The part of the first week that lies in the window: 25 to 31 August.
    expect(new Date(picture?.marks[0]?.x ?? 0).toISOString()).toBe('2026-08-28T00:00:00.000Z');
    expect(plain(picture?.marks[0]?.lines.join('; '))).toBe('10 %; 7 deployments');
  });

  it('uses a log scale only where durations span over two decades, and says so', () => {
    const near = { ...leadTime, series: series([3600, 200_000, 7200]) };
    const wide = { ...leadTime, series: series([3600, 400_000, 7200]) };
    expect([near, wide].map((metric) => trendOf(metric, scope)?.log)).toEqual([false, true]);
    const picture = trendOf(wide, scope);
    if (picture === null) throw new Error('There is a picture.');
    expect(captionOf(wide, scope, picture)).toBe('Median by week, log scale');
    expect(picture.y.min).toBeLessThanOrEqual(3600);
    expect(picture.y.max).toBeGreaterThanOrEqual(400_000);
  });

  it('speaks of the period of the headline on the axis', () => {
    const picture = trendOf({ ...frequency, value: 0.5, series: series([0.5, 3 / 7, 5 / 7]) }, scope);
    expect(picture?.y.ticks.map(({ label }) => label)).toEqual(['0', '2', '4', '6']);
    expect(picture?.y.max).toBeCloseTo(6 / 7);
  });

  it('is none where no period has a value, and one sentence for whoever does not see it', () => {
    expect(trendOf({ ...rate, series: series([null, null]) }, scope)).toBeNull();
    const metric = { ...rate, title: 'Change fail rate', series: series([0.1, null, 0.22]) };
    const picture = trendOf(metric, scope);
    expect(plain(picture && summaryOf(metric, scope, picture))).toBe(
      'Change fail rate by week: 2 of 3 weeks with a value; lowest 10 % in 24 Aug – 30 Aug 2026 (partial), highest 22 % in 7 Sept – 13 Sept 2026 (settling).',
    );
  });
});
