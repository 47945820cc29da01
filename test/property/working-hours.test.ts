/** Working hours against a twin that asks for every minute what the clocks show. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isOutOfHours, workingHours } from '../../src/maturity/evidence/working-hours.ts';

const minute = 60_000;
const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Chatham');
// Around both changes of the clocks in 2026.
const instants = fc
  .tuple(fc.constantFrom(Date.UTC(2026, 2, 5), Date.UTC(2026, 2, 26), Date.UTC(2026, 9, 22)), fc.integer({ min: 0, max: 7 * 24 * 60 }))
  .map(([start, minutes]) => start + minutes * minute);

const clocks = new Map<string, Intl.DateTimeFormat>();

function isWorking(at: number, zone: string): boolean {
  const clock =
    clocks.get(zone) ?? new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', hour: '2-digit', hourCycle: 'h23' });
  clocks.set(zone, clock);
  const parts = clock.formatToParts(at);
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return !['Sat', 'Sun'].includes(of('weekday')) && Number(of('hour')) >= 9 && Number(of('hour')) < 17;
}

it('counts the minutes of working days', () => {
  fc.assert(
    fc.property(instants, fc.integer({ min: 0, max: 3 * 24 * 60 }), zones, (from, minutes, zone) => {
      let naive = 0;
      for (let at = from; at < from + minutes * minute; at += minute) if (isWorking(at, zone)) naive += 1;
      expect(workingHours(new Date(from), new Date(from + minutes * minute), zone)).toBeCloseTo(naive / 60, 6);
    }),
    { numRuns: 25 },
  );
});

it('knows what is outside', () => {
  fc.assert(
    fc.property(instants, zones, (at, zone) => {
      expect(isOutOfHours(new Date(at), zone)).toBe(!isWorking(at, zone));
    }),
  );
});
