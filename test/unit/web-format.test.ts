import { afterEach, describe, expect, it } from 'vitest';
import {
  ago,
  amount,
  count,
  day,
  days,
  decimal,
  duration,
  frequency,
  grade,
  moment,
  monthOf,
  range,
  setLocale,
  share,
  shareOf,
  shortDay,
  shortDays,
  shortMonth,
  some,
  timeOf,
} from '../../web/format.ts';

/** Narrow and unbroken spaces as ordinary ones. */
const plain = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');

describe('durations', () => {
  it.each([
    [0, '0 s'],
    [45, '45 s'],
    [59.6, '1 min'],
    [12 * 60, '12 min'],
    [59 * 60 + 40, '1 h'],
    [9 * 3600 + 20 * 60, '9 h 20 min'],
    [2 * 3600, '2 h'],
    [23 * 3600 + 59 * 60 + 40, '1 d'],
    [2 * 86_400 + 17 * 3600, '2 d 17 h'],
    [41 * 86_400, '41 d'],
    [9 * 86_400 + 23.6 * 3600, '10 d'],
    [2000 * 86_400, '2,000 d'],
    [-3600, '−1 h'],
  ])('%d s is said "%s"', (seconds, said) => expect(plain(duration(seconds))).toBe(said));

  it('never breaks between a number and its unit', () => expect(duration(9 * 3600 + 20 * 60)).not.toContain(' '));
});

describe('frequencies', () => {
  it.each([
    [0, 'none'],
    [3.42, '3.4 a day'],
    [1, '1 a day'],
    [0.5, '3.5 a week'],
    [1 / 7, '1 a week'],
    [6 / 90, '2 a month'],
    [23.4, '23 a day'],
  ])('%d a day is said "%s"', (perDay, said) => expect(plain(frequency(perDay))).toBe(said));

  it('speaks both ends of an interval in the period of the value', () => {
    expect(plain(range(0.024, 0.145, 'per_day', 6 / 90))).toBe('0.72 – 4.4 a month');
    expect(plain(range(0.5, null, 'per_day', 1.2))).toBe('0.5 or more a day');
  });
});

describe('shares', () => {
  it.each([
    [0, '0 %'],
    [0.12, '12 %'],
    [0.004, '0.4 %'],
    [0.996, '100 %'],
    [1, '100 %'],
  ])('%d is said "%s"', (value, said) => expect(plain(share(value))).toBe(said));

  it('names what it is a share of', () => expect(plain(shareOf(6, 50))).toBe('12 % (6 of 50)'));
});

describe('amounts and counts', () => {
  it('speaks each unit', () => {
    expect([amount(7200, 'seconds'), amount(2, 'per_day'), amount(0.5, 'share')].map(plain)).toEqual(['2 h', '2 a day', '50 %']);
    expect(plain(range(3600, 7200, 'seconds'))).toBe('1 h – 2 h');
    expect([decimal(0.0666), decimal(3.44), decimal(1234.5)]).toEqual(['0.067', '3.4', '1,235']);
    expect([some(1, 'change'), some(0, 'change'), some(1200, 'repository', 'repositories')]).toEqual([
      '1 change',
      '0 changes',
      '1,200 repositories',
    ]);
  });
});

describe('dates', () => {
  it('names the last day of a half-open window in its zone', () => {
    expect(days(new Date('2026-08-25T00:00:00Z'), new Date('2026-11-23T00:00:00Z'), 'UTC')).toBe('25 Aug – 22 Nov 2026');
    expect(days(new Date('2026-06-30T22:00:00Z'), new Date('2026-09-30T22:00:00Z'), 'Europe/Berlin')).toBe('1 Jul – 30 Sept 2026');
    expect(days(new Date('2025-12-29T00:00:00Z'), new Date('2026-01-05T00:00:00Z'), 'UTC')).toBe('29 Dec 2025 – 4 Jan 2026');
    expect(days(new Date('2026-03-02T00:00:00Z'), new Date('2026-03-03T00:00:00Z'), 'UTC')).toBe('2 Mar 2026');
    expect(shortDays(new Date('2026-03-02T00:00:00Z'), new Date('2026-03-09T00:00:00Z'), 'UTC')).toBe('2 Mar – 8 Mar');
  });

  it('tells instants in the zone asked for, whatever the machine’s', () => {
    expect(moment(new Date('2026-11-22T23:30:00Z'), 'Asia/Kolkata')).toBe('23 Nov 2026, 05:00');
  });

  it.each([
    [30, 'just now'],
    [125, '2 min ago'],
    [3 * 3600 + 900, '3 h ago'],
    [50 * 3600, '2 d ago'],
  ])('%d s ago is "%s"', (seconds, said) => {
    const now = new Date('2026-11-22T12:00:00Z');
    expect(plain(ago(new Date(now.getTime() - seconds * 1000), now))).toBe(said);
  });
});

describe('another locale', () => {
  afterEach(() => setLocale('en-GB'));
  const [from, to] = [new Date('2026-08-25T00:00:00Z'), new Date('2026-11-23T00:00:00Z')];
  const at = new Date('2026-11-22T14:05:00Z');

  it('writes numbers and dates its own way, words stay English', () => {
    setLocale('de-DE');
    expect([count(1_234_567), decimal(3.44), duration(2000 * 86_400), share(0.004)].map(plain)).toEqual([
      '1.234.567',
      '3,4',
      '2.000 d',
      '0,4 %',
    ]);
    expect(plain(range(0.024, 0.145, 'per_day', 6 / 90))).toBe('0,72 – 4,4 a month');
    expect([day(at, 'UTC'), shortDay(at, 'UTC'), monthOf(at, 'UTC'), shortMonth(at, 'UTC'), moment(at, 'UTC'), timeOf(at, 'UTC')]).toEqual([
      '22. Nov. 2026',
      '22. Nov.',
      'November 2026',
      'Nov',
      '22. Nov. 2026, 14:05',
      '14:05',
    ]);
    expect(plain(days(from, to, 'UTC')).replace(/\u2009/g, ' ')).toBe('25. Aug. – 22. Nov. 2026');
    setLocale('en-US');
    expect([days(from, to, 'UTC'), plain(moment(at, 'UTC')), count(1234)]).toEqual([
      'Aug 25 – Nov 22, 2026',
      'Nov 22, 2026, 02:05 PM',
      '1,234',
    ]);
    setLocale('ja-JP');
    expect(days(from, to, 'UTC')).toMatch(/^2026.*08.*25.*2026.*11.*22/);
  });

  it('keeps numbers of another script in the order of the words around them', () => {
    setLocale('ar-EG');
    const isolated = /\u2068[^\u2068\u2069]*\u2069/g;
    expect(shareOf(6, 50).match(isolated)).toEqual(['\u2068١٢\u2069', '\u2068٦\u2069', '\u2068٥٠\u2069']);
    for (const said of [range(3600, 7200, 'seconds'), frequency(3.4), days(from, to, 'UTC'), moment(at, 'UTC'), some(3, 'change')]) {
      expect(said).toMatch(isolated);
      // Nothing of the other script stands outside.
      expect(said.replace(isolated, '')).toMatch(/^[ -ÿ\u2013\u202f]*$/);
    }
  });

  it('is undone by choosing another', () => {
    setLocale('de-DE');
    expect(count(1000)).toBe('1.000');
    setLocale('en-GB');
    expect(count(1000)).toBe('1,000');
  });
});

it('a quality score keeps the digit that lies on the other side of a bound', () => {
  expect([59.6, 60, 98.75, 0].map(grade)).toEqual(['59.6', '60', '98.8', '0']);
});
