import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, calendarUnit, type Dates, datesOf, daysBetween, isDate, lengthInWords, presets, shifted } from '../../web/calendar.ts';
import { allZones, isZone, zoneChoices } from '../../web/zones.ts';

const date = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays('1980-01-01', days));
const dates: fc.Arbitrary<Dates> = fc
  .tuple(date, fc.integer({ min: 1, max: 800 }))
  .map(([from, days]) => ({ from, to: addDays(from, days) }));
/** Windows readers choose, calendar units among them. */
const chosen = fc.oneof(
  dates,
  fc.tuple(date, fc.constantFrom(...presets.map(({ id }) => id))).map(([today, id]) => datesOf(id, today)),
);

describe('presets', () => {
  it.each([
    ['this-month', '2026-11-23', '2026-11-01', '2026-12-01'],
    ['last-month', '2026-01-05', '2025-12-01', '2026-01-01'],
    ['last-month', '2024-03-31', '2024-02-01', '2024-03-01'],
    ['this-quarter', '2026-12-31', '2026-10-01', '2027-01-01'],
    ['this-year', '2026-11-23', '2026-01-01', '2027-01-01'],
    ['365', '2026-11-23', '2025-11-23', '2026-11-23'],
  ] as const)('%s on %s is %s to %s', (id, today, from, to) => expect(datesOf(id, today)).toEqual({ from, to }));
});

describe('a neighbouring window', () => {
  it.each([
    ['2026-01-01', '2027-01-01', -1, '2025-01-01', '2026-01-01'],
    ['2026-01-01', '2026-04-01', -1, '2025-10-01', '2026-01-01'],
    ['2026-01-01', '2026-02-01', 1, '2026-02-01', '2026-03-01'],
    ['2026-03-01', '2026-04-01', -1, '2026-02-01', '2026-03-01'],
    ['2026-03-02', '2026-03-09', 1, '2026-03-09', '2026-03-16'],
    ['2026-02-01', '2026-04-01', -1, '2025-12-04', '2026-02-01'],
  ] as const)('of %s to %s (%i) is %s to %s', (from, to, by, before, after) => {
    expect(shifted({ from, to }, by)).toEqual({ from: before, to: after });
  });

  it('touches its own, is of the same unit or length, and leads back', () => {
    fc.assert(
      fc.property(chosen, fc.constantFrom(-1 as const, 1 as const), (window, by) => {
        const next = shifted(window, by);
        expect(by === 1 ? next.from : next.to).toBe(by === 1 ? window.to : window.from);
        if (calendarUnit(window) !== null) {
          expect(calendarUnit(next)).toBe(calendarUnit(window));
          expect(shifted(next, by === 1 ? -1 : 1)).toEqual(window);
        } else expect(daysBetween(next)).toBe(daysBetween(window));
      }),
    );
  });

  it('is named by what it is', () => {
    expect(lengthInWords({ from: '2026-01-01', to: '2027-01-01' })).toBe('the year');
    expect(lengthInWords({ from: '2026-01-02', to: '2026-04-02' })).toBe('the 90 days');
    expect(lengthInWords({ from: '2026-01-02', to: '2026-01-03' })).toBe('the day');
  });
});

it('a date of an address is one of the calendar', () => {
  expect(['2026-02-28', '2024-02-29'].every(isDate)).toBe(true);
  expect(['2026-02-30', '2026-13-01', '2026-2-3', '2026-02-03T00:00:00Z', '', null].filter(isDate)).toEqual([]);
});

describe('zones', () => {
  it('are offered each once, the configured one first', () => {
    expect(zoneChoices('Europe/Berlin', 'UTC', 'Asia/Tokyo').map(({ zone }) => zone)).toEqual(['Europe/Berlin', 'UTC', 'Asia/Tokyo']);
    expect(zoneChoices('UTC', 'UTC', 'UTC')).toEqual([{ zone: 'UTC', why: 'as configured' }]);
  });

  it('are those of the IANA list', () => {
    expect(allZones()[0]).toBe('UTC');
    expect(allZones().filter((zone) => !isZone(zone))).toEqual([]);
    expect(['+02:00', '', 'Europe/Atlantis'].filter(isZone)).toEqual([]);
  });
});
