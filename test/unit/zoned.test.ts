import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bucketsOf,
  defaultWindow,
  isLocalDate,
  isZone,
  localDate,
  localDays,
  previousWindow,
  startOfDate,
} from '../../src/domain/zoned.ts';
import { localMidnight } from '../support/oracle-metrics.ts';

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/Sao_Paulo',
  'Pacific/Chatham',
  'Australia/Lord_Howe',
  'America/Havana',
  'Asia/Kathmandu',
  'America/New_York',
];
const iso = (at: Date): string => at.toISOString();

describe('the first instant of a local day', () => {
  it('is where the clock change skips midnight, and the earlier one where midnight comes twice', () => {
    expect(iso(startOfDate('2018-11-04', 'America/Sao_Paulo'))).toBe('2018-11-04T03:00:00.000Z');
    expect(iso(startOfDate('2018-02-18', 'America/Sao_Paulo'))).toBe('2018-02-18T03:00:00.000Z');
    expect(iso(startOfDate('2026-11-01', 'America/Havana'))).toBe('2026-11-01T04:00:00.000Z');
  });

  it('equals the one found by asking the platform every quarter of an hour', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 20 * 365 }), (zone, day) => {
        const date = new Date(Date.UTC(2010, 0, 1) + day * 86_400_000).toISOString().slice(0, 10);
        const at = startOfDate(date, zone);
        expect(at.getTime()).toBe(localMidnight(zone, date));
        expect(localDate(at, zone)).toBe(date);
        expect(localDate(new Date(at.getTime() - 1), zone) < date).toBe(true);
      }),
      { numRuns: 80 },
    );
  });
});

describe('buckets', () => {
  const now = new Date('2026-04-08T00:00:00Z');

  it('are whole ISO weeks of the zone, partial where the window or now cuts them', () => {
    const window = { from: startOfDate('2026-03-25', 'Europe/Berlin'), to: startOfDate('2026-04-11', 'Europe/Berlin') };
    const found = bucketsOf(window, 'week', 'Europe/Berlin', now).map((b) => [iso(b.from), iso(b.to), b.partial, b.settling]);
    expect(found).toEqual([
      ['2026-03-22T23:00:00.000Z', '2026-03-29T22:00:00.000Z', true, false],
      ['2026-03-29T22:00:00.000Z', '2026-04-05T22:00:00.000Z', false, false],
      ['2026-04-05T22:00:00.000Z', '2026-04-12T22:00:00.000Z', true, false],
    ]);
  });

  it('settle for 48 hours after closing', () => {
    const window = { from: startOfDate('2026-03-23', 'UTC'), to: startOfDate('2026-04-06', 'UTC') };
    const settling = (at: string): readonly boolean[] => bucketsOf(window, 'week', 'UTC', new Date(at)).map((b) => b.settling);
    expect(settling('2026-04-07T23:59:59Z')).toEqual([false, true]);
    expect(settling('2026-04-08T00:00:00Z')).toEqual([false, false]);
  });

  it('tile every window without gap or overlap, whatever the zone and size', () => {
    const day = fc.integer({ min: 0, max: 4000 });
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom('day', 'week', 'month', 'quarter'),
        day,
        fc.integer({ min: 1, max: 200 }),
        (zone, size, start, length) => {
          const date = (n: number): string => new Date(Date.UTC(2016, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);
          const window = { from: startOfDate(date(start), zone), to: startOfDate(date(start + length), zone) };
          const buckets = bucketsOf(window, size, zone, now);
          expect(buckets[0]?.from.getTime()).toBeLessThanOrEqual(window.from.getTime());
          expect(buckets.at(-1)?.to.getTime()).toBeGreaterThanOrEqual(window.to.getTime());
          buckets.slice(1).forEach((b, i) => {
            expect(b.from).toEqual(buckets[i]?.to);
          });
          if (size === 'day') expect(buckets.length).toBe(length);
          expect(localDays(window, zone).length).toBe(length);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('windows', () => {
  it('are the last 90 whole days by default', () => {
    const window = defaultWindow(new Date('2026-11-23T00:30:00Z'), 'Pacific/Chatham');
    expect([localDate(window.from, 'Pacific/Chatham'), localDate(window.to, 'Pacific/Chatham')]).toEqual(['2026-08-25', '2026-11-23']);
  });

  it('are preceded by the previous unit, or by as many days', () => {
    const previous = (from: string, to: string, zone = 'Europe/Berlin'): readonly string[] => {
      const window = previousWindow({ from: startOfDate(from, zone), to: startOfDate(to, zone) }, zone);
      return [localDate(window.from, zone), localDate(window.to, zone)];
    };
    expect(previous('2026-07-01', '2026-10-01')).toEqual(['2026-04-01', '2026-07-01']);
    expect(previous('2026-03-01', '2026-04-01')).toEqual(['2026-02-01', '2026-03-01']);
    expect(previous('2026-03-30', '2026-04-06')).toEqual(['2026-03-23', '2026-03-30']);
    expect(previous('2026-03-03', '2026-04-03')).toEqual(['2026-01-31', '2026-03-03']);
    expect(previous('2025-01-01', '2026-01-01')).toEqual(['2024-01-01', '2025-01-01']);
  });

  it('of no whole days are preceded by as long a one', () => {
    const at = (text: string): Date => new Date(`2026-03-${text}:00Z`);
    const begins = (from: string, to: string): string => iso(previousWindow({ from: at(from), to: at(to) }, 'Europe/Berlin').from);
    expect(begins('10T10:00', '11T10:00')).toBe('2026-03-09T10:00:00.000Z');
    expect(begins('10T10:00', '10T16:00')).toBe('2026-03-10T04:00:00.000Z');
  });
});

describe('dates and zones', () => {
  it('are refused when they do not exist', () => {
    expect(['2026-02-28', '2024-02-29'].map(isLocalDate)).toEqual([true, true]);
    expect(['2026-02-30', '2026-2-3', '20260203', '1969-01-01', 'today'].map(isLocalDate)).toEqual([false, false, false, false, false]);
    expect(['Europe/Berlin', 'UTC'].map(isZone)).toEqual([true, true]);
    expect(['Europe/Atlantis', '+02:00', '', 'CEST4'].map(isZone)).toEqual([false, false, false, false]);
  });
});
