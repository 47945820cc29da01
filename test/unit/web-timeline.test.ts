import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WireDeployment, WireIncident } from '../../web/api.ts';
import { dateIn } from '../../web/calendar.ts';
import { timelineOf } from '../../web/charts/timeline.ts';
import { placesOf, ticksOf } from '../../web/charts/timeline-axis.ts';
import { eventsOf } from '../../web/charts/timeline-events.ts';
import { deploymentSaid, partTitle, timelineTitle } from '../../web/charts/timeline-words.ts';

const plain = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');
const zones = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Apia', 'Asia/Kathmandu'];

const deployment = (id: string, finishedAt: string, more: Partial<WireDeployment> = {}): WireDeployment => ({
  id,
  serviceId: 'shop',
  serviceName: 'Shop',
  team: null,
  repositoryId: 'r',
  tier: 'production',
  places: ['production'],
  version: id,
  sha: 'abcdef0123',
  outcome: 'succeeded',
  kind: 'forward',
  startedAt: finishedAt,
  finishedAt,
  inferred: false,
  commitKnown: true,
  changes: 1,
  failed: false,
  unplanned: null,
  recovery: null,
  restoredAt: null,
  title: null,
  url: null,
  fetchedAt: finishedAt,
  ...more,
});
const incident = (id: string, openedAt: string, resolvedAt: string | null, more: Partial<WireIncident> = {}): WireIncident => ({
  id,
  serviceId: 'shop',
  serviceName: 'Shop',
  team: null,
  title: `Incident ${id}`,
  urgency: null,
  priority: null,
  responders: null,
  entryId: null,
  openedAt,
  acknowledgedAt: null,
  resolvedAt,
  duration: resolvedAt === null ? null : (Date.parse(resolvedAt) - Date.parse(openedAt)) / 1000,
  url: null,
  deploymentId: null,
  rung: null,
  confidence: null,
  state: 'not_change_related',
  reason: '',
  fetchedAt: openedAt,
  ...more,
});

/** The worked example of the definitions, as its window lists it. */
const failed = (restoredAt: string) => ({ failed: true, recovery: 'restored', restoredAt });
const worked = eventsOf(
  [
    deployment('D2', '2026-03-03T12:00:00.000Z', { changes: 2 }),
    deployment('D3', '2026-03-05T15:00:00.000Z', failed('2026-03-05T16:30:00.000Z')),
    deployment('D4', '2026-03-05T16:00:00.000Z', { kind: 'rollback', unplanned: 'rollback', changes: 0 }),
    deployment('D5', '2026-03-06T10:00:00.000Z', { changes: 0 }),
    deployment('D6', '2026-03-09T10:00:00.000Z', failed('2026-03-10T13:05:00.000Z')),
    deployment('D7', '2026-03-10T13:00:00.000Z', { unplanned: 'revert' }),
    deployment('D8', '2026-03-11T10:00:00.000Z', { outcome: 'failed', kind: null, changes: 0 }),
  ].toReversed(),
  [
    incident('I1', '2026-03-05T15:20:00.000Z', '2026-03-05T16:30:00.000Z', { deploymentId: 'D3', state: 'counted' }),
    incident('I2', '2026-03-09T18:00:00.000Z', '2026-03-10T13:05:00.000Z', { deploymentId: 'D6', state: 'counted' }),
    incident('I3', '2026-03-14T03:00:00.000Z', null),
  ],
);
const span = { from: '2026-03-02T00:00:00.000Z', to: '2026-03-16T00:00:00.000Z' };
const frame = { span, zone: 'UTC', now: '2026-03-20T00:00:00.000Z', width: 1400 };

describe('the time line of the worked example', () => {
  it('sorts deployments into lanes as the metrics count them, and says so', () => {
    const { lanes } = timelineOf(worked, frame);
    expect(lanes.map(({ id, n }) => [id, n])).toEqual([
      ['deployed', 5],
      ['failed', 2],
      ['unplanned', 2],
      ['incidents', 3],
      ['uncounted', 1],
    ]);
    expect(timelineTitle(worked, true)).toBe('5 deployments, 2 failed; 1 rollback, 1 revert');
    expect(plain(partTitle({ rows: 2000, total: 5312 }, '1,960 deployments'))).toBe('Newest 2,000 of 5,312 attempts: 1,960 deployments');
    expect(timelineTitle(eventsOf([], []), true)).toBe('No deployment in this window');
    expect(timelineTitle(eventsOf([deployment('one', span.from)], []), true)).toBe('1 deployment, none failed');
    expect(timelineTitle(eventsOf([deployment('one', span.from)], []), false)).toBe('1 deployment; incidents are not collected');
  });

  it('puts every mark where its instant is, and joins each failure with the end of its incident', () => {
    const { lanes, joins } = timelineOf(worked, frame);
    const days = (at: string): number => Math.round(((Date.parse(at) - Date.parse(span.from)) / 86_400_000) * 100);
    const of = (id: string) => lanes.find((lane) => lane.id === id)?.marks ?? [];
    expect(of('failed').map(({ key, x }) => [key, Math.round(x)])).toEqual([
      ['D3', days('2026-03-05T15:00:00Z')],
      ['D6', days('2026-03-09T10:00:00Z')],
    ]);
    // The one still open goes on to now, of which the window shows what it has.
    expect(of('incidents').map(({ key, x, width }) => [key, Math.round(x), Math.round(x + width)])).toEqual([
      ['I1', days('2026-03-05T15:20:00Z'), days('2026-03-05T15:20:00Z') + 6],
      ['I2', days('2026-03-09T18:00:00Z'), days('2026-03-10T13:05:00Z')],
      ['I3', days('2026-03-14T03:00:00Z'), 1400],
    ]);
    expect(joins.map(({ key, end, to }) => [key, Math.round(end), to?.lane])).toEqual([
      ['D3', days('2026-03-05T16:30:00Z'), 'incidents'],
      ['D6', days('2026-03-10T13:05:00Z'), 'incidents'],
    ]);
    expect(plain(of('failed')[1]?.said ?? '')).toBe(
      'D6, 9 Mar 2026, 10:00: 1 change, failed, restored after 1 d 3 h, when “Incident I2” was resolved',
    );
  });

  it('joins a failure without an incident with the deployment that repaired it, and leads an open one to now', () => {
    const events = eventsOf(
      [
        deployment('a', '2026-03-03T12:00:00.000Z', failed('2026-03-04T12:00:00.000Z')),
        // Finished at the same instant in another repository: no repair.
        deployment('other', '2026-03-04T12:00:00.000Z', { repositoryId: 'elsewhere' }),
        deployment('b', '2026-03-04T12:00:00.000Z', { kind: 'rollback', unplanned: 'rollback' }),
        deployment('c', '2026-03-12T00:00:00.000Z', { failed: true, recovery: 'open' }),
      ],
      [],
    );
    const { joins, now, blank } = timelineOf(events, { ...frame, now: '2026-03-14T00:00:00Z', since: '2026-03-03T00:00:00Z' });
    expect(joins.map(({ key, end, open, to }) => [key, Math.round(end), open, to?.lane])).toEqual([
      ['a', 250, false, 'unplanned'],
      ['c', 1200, true, undefined],
    ]);
    expect([now, blank]).toEqual([1200, 100]);
    const a = events.failed[0];
    expect(plain(deploymentSaid(a ?? deployment('', ''), events.remedies.get('a'), 'UTC'))).toBe(
      'a, 3 Mar 2026, 12:00: 1 change, failed, restored after 1 d, by rollback to b',
    );
  });
});

describe('the axis of a time line', () => {
  it('names local midnights inside the window, in order and far enough apart', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2030, 0) }),
        fc.integer({ min: 1, max: 4000 }),
        fc.integer({ min: 180, max: 3000 }),
        (zone, start, length, width) => {
          const window = { from: new Date(start).toISOString(), to: new Date(start + length * 86_400_000).toISOString() };
          const ticks = ticksOf(window, zone, width);
          const back = (x: number): Date => new Date(start + Math.round((x / width) * length * 86_400_000));
          ticks.forEach(({ x, label }, index) => {
            expect(label).not.toBe('');
            expect(x >= 0 && x <= width).toBe(true);
            // A midnight: half a second before it was another day.
            expect(dateIn(zone, new Date(back(x).getTime() - 500)) < dateIn(zone, new Date(back(x).getTime() + 500))).toBe(true);
            if (index > 0) expect(x - (ticks[index - 1]?.x ?? 0)).toBeGreaterThan(50);
          });
          if (width / length > 70 && length > 1) expect(ticks.length).toBeGreaterThanOrEqual(length - 1);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('many marks', () => {
  const start = Date.parse(span.from);

  it('become bars of whole days, weeks or months that together hold every record', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.array(fc.integer({ min: 0, max: 100 * 86_400_000 - 1 }), { minLength: 1, maxLength: 400 }),
        fc.integer({ min: 160, max: 1600 }),
        (zone, offsets, width) => {
          const window = { from: span.from, to: new Date(start + 100 * 86_400_000).toISOString() };
          const rows = offsets.map((offset, index) => deployment(String(index), new Date(start + offset).toISOString()));
          const { lanes } = timelineOf(eventsOf(rows, []), { ...frame, span: window, zone, width });
          const lane = lanes[0];
          expect(lane?.n).toBe(rows.length);
          const marks = lane?.marks ?? [];
          const place = placesOf(window, width);
          if (lane?.binned == null) {
            expect(marks.map(({ key }) => key).sort()).toEqual(rows.map(({ id }) => id).sort());
            return;
          }
          const within = marks.map(({ to }) => {
            if (to.kind !== 'list') throw new Error('a bar leads to a list');
            return rows.filter(({ finishedAt }) => {
              const date = dateIn(zone, new Date(finishedAt ?? ''));
              return date >= to.from && date < to.to;
            });
          });
          expect(within.flat().length).toBe(rows.length);
          marks.forEach((mark, index) => {
            const inside = within[index] ?? [];
            expect(plain(mark.said)).toMatch(new RegExp(`: ${inside.length} deployments?$`));
            for (const { finishedAt } of inside) {
              const x = place(finishedAt ?? '');
              expect(x >= mark.x - 2 && x <= mark.x + mark.width + 2).toBe(true);
            }
            // A day cut by the window is kept wide enough to be seen, and may reach into the next by that.
            if (index > 0) expect(mark.x).toBeGreaterThanOrEqual((marks[index - 1]?.x ?? 0) + (marks[index - 1]?.width ?? 0) - 1.5);
          });
          expect(Math.max(...within.map(({ length }) => length))).toBe(lane.binned.most);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('stay few with two thousand deployments and as many incidents', () => {
    const at = (index: number): string => new Date(start + index * 600_000).toISOString();
    const rows = Array.from({ length: 2000 }, (_, index) =>
      deployment(String(index), at(index), index % 9 === 0 ? failed(at(index + 3)) : {}),
    );
    const incidents = rows.map(({ id }, index) => incident(id, at(index), at(index + 5)));
    const { lanes, joins } = timelineOf(eventsOf(rows, incidents), { ...frame, zone: 'Europe/Berlin' });
    expect(lanes.reduce((sum, { marks }) => sum + marks.length, 0)).toBeLessThan(100);
    expect(lanes.map(({ binned }) => binned?.unit)).toEqual(['day', 'day', undefined, 'day']);
    expect(joins).toEqual([]);
  });
});
