import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leanChange, leanEntry, leanIncident, leanNote } from '../../src/sources/pagerduty/lean.ts';
import { isTold, normalizePagerduty, textsIn } from '../../src/sources/pagerduty/normalize.ts';
import { halves, isTooFull, mostRows, spansOf } from '../../src/sources/pagerduty/windows.ts';
import { entry, incident, person } from '../support/pagerduty-world.ts';

const repositoryId = 'pager';
const normalize = (kind: string, payload: unknown) => normalizePagerduty({ repositoryId, kind, externalId: 'x', payload });
const rowOf = (kind: string, payload: unknown): Record<string, unknown> => ({ ...normalize(kind, payload)[0]?.row });
const told = { opened: '2026-03-01T10:00:00Z' };
const resolved = { ...told, resolved: '2026-03-01T11:00:00Z' };
const row = (payload: object) => rowOf('incident', leanIncident(payload as Record<string, unknown>));

describe('an incident', () => {
  it('is resolved when PagerDuty says so, else when its status last changed, and only if it is resolved', () => {
    expect(row(incident('PA', resolved)).resolvedAt).toEqual(new Date('2026-03-01T11:00:00Z'));
    expect(row({ ...incident('PA', { ...resolved, withoutResolvedAt: true }), updated_at: '2026-03-09T00:00:00Z' }).resolvedAt).toEqual(
      new Date('2026-03-01T11:00:00Z'),
    );
    expect(row(incident('PA', { ...told, acknowledged: '2026-03-01T10:05:00Z' })).resolvedAt).toBeNull();
    // Reopened: what it was resolved at before does not hold any more.
    expect(row({ ...incident('PA', told), resolved_at: '2026-03-01T11:00:00Z' }).resolvedAt).toBeNull();
    expect(row({ ...incident('PA', { ...resolved, withoutResolvedAt: true }), last_status_change_at: null }).resolvedAt).toBeNull();
  });

  it('counts people once however they are listed, and nobody is nobody known', () => {
    const people = {
      assignments: [{ assignee: person(1) }, { assignee: person(2) }],
      acknowledgements: [{ acknowledger: person(1) }, { acknowledger: { ...person(9), id: 'PSVC', type: 'service_reference' } }],
      incidents_responders: [{ user: person(3), state: 'pending' }],
    };
    expect(row({ ...incident('PA', told), ...people }).responders).toBe(3);
    expect(row({ ...incident('PA', told), assignments: [], acknowledgements: [] }).responders).toBeNull();
    expect(row({ ...incident('PA', told), assignments: undefined, assignees: [person(4), person(4)] }).responders).toBe(1);
  });

  it('is merged into another only by a merge', () => {
    expect(row(incident('PA', { ...resolved, mergedInto: 'PB' })).mergedInto).toBe('PB');
    expect(row({ ...incident('PA', resolved), resolve_reason: { type: 'auto_resolve' } }).mergedInto).toBeNull();
  });

  it.each([
    ['without an id', { id: undefined }],
    ['in a state nobody knows', { status: 'exploded' }],
    ['of no instant', { created_at: 'yesterday' }],
    ['of an instant without a zone', { created_at: '2026-03-01T10:00:00' }],
    ['cut short', { title: undefined }],
  ])('%s is refused', (_, change) => {
    expect(() => normalize('incident', leanIncident({ ...incident('PA', told), ...change }))).toThrow();
  });
});

describe('what is kept of PagerDuty’s objects', () => {
  it('names no person, whatever lists them', () => {
    const payloads = [
      leanIncident({
        ...incident('PA', { ...told, people: 3 }),
        last_status_change_by: person(0),
        incidents_responders: [{ user: person(1) }],
      }),
      leanEntry({ ...entry('R1', 'PA', 'trigger', told.opened, { user: person(1), from: 'someone@acme.example' }), user: person(2) }),
      leanEntry({ ...entry('R2', 'PA', 'assign', told.opened), assignees: [person(1)], agent: person(0) }),
      leanNote({ id: 'N', content: 'rolled back', created_at: told.opened, user: person(1) }, 'PA'),
      leanChange({ id: 'C', timestamp: told.opened, services: [], integration: person(1), links: [] }, 'PA'),
    ];
    expect(JSON.stringify(payloads)).not.toMatch(/Secret Person|PUSER|@acme/);
  });

  it('does not change while the object does not', () => {
    const one = leanIncident(incident('PA', told));
    const other = leanIncident({ ...incident('PA', told), alert_counts: { all: 4 }, pending_actions: [{ type: 'escalate', at: 'soon' }] });
    expect(other).toEqual(one);
  });
});

describe('an entry of the log', () => {
  it.each([
    ['trigger', 'opened'],
    ['acknowledge', 'acknowledged'],
    ['unacknowledge', 'unacknowledged'],
    ['reach_ack_limit', 'unacknowledged'],
    ['escalate', 'escalated'],
    ['assign', 'assigned'],
    ['delegate', 'assigned'],
    ['resolve', 'resolved'],
    ['reopen', 'reopened'],
    ['merge', 'merged'],
  ])('%s becomes %s; only what opens an incident has a text', (type, kind) => {
    const payload = leanEntry(entry('R1', 'PA', type, told.opened, { details: { release: 'v2' } }));
    expect(isTold(`${type}_log_entry`)).toBe(true);
    expect(rowOf('log_entry', payload)).toMatchObject({ entryId: 'R1', kind, at: new Date(told.opened) });
    expect(rowOf('log_entry', payload).text === null).toBe(kind !== 'opened');
  });

  it.each(['notify', 'snooze', 'annotate', 'exhaust_escalation_path', 'priority_change'])('%s is not told', (type) => {
    expect(isTold(`${type}_log_entry`)).toBe(false);
    expect(normalize('log_entry', leanEntry(entry('R1', 'PA', type, told.opened)))).toEqual([]);
  });
});

describe('a related change', () => {
  const change = (rest: object) =>
    normalize(
      'related_change',
      leanChange(
        { id: 'C', summary: 'Deploy v2', timestamp: told.opened, links: [{ href: 'https://ci.example/7', text: 'run' }], ...rest },
        'PA',
      ),
    );

  it.each([
    ['most recent only', { correlation_reason: { reason: 'most_recent' } }, 0],
    ['of no reason', {}, 0],
    ['of a related service', { correlation_reason: { reason: 'related_service' } }, 1],
    ['found by PagerDuty', { correlation_reason: { reason: 'intelligent' } }, 1],
    ['most recent, and more', { correlation_reasons: [{ reason: 'most_recent' }, { reason: 'related_service' }] }, 1],
  ])('%s: %o becomes %i entries', (_, rest, n) => {
    expect(change(rest)).toHaveLength(n);
  });

  it('keeps what may name a deployment', () => {
    const [record] = change({ correlation_reason: { reason: 'intelligent' }, custom_details: { build: { sha: 'abcdef1' }, n: 3 } });
    expect(record).toMatchObject({ row: { kind: 'change', entryId: 'change C', externalId: 'PA' } });
    const lines = record?.table === 'incident_entry' ? record.row.text?.split('\n') : [];
    expect(lines).toEqual(expect.arrayContaining(['Deploy v2', 'href: https://ci.example/7', 'sha: abcdef1', 'n: 3']));
  });
});

describe('texts inside a value', () => {
  it('are found at any depth that is sensible, and end', () => {
    const deep = Array.from({ length: 10_000 }).reduce<unknown>((inner) => ({ inner }), 'commit abc');
    expect(textsIn(deep)).toEqual([]);
    expect(textsIn({ a: [{ b: 'x' }, 'y'], c: null, d: true })).toEqual(['b: x', 'a: y']);
  });
});

it('a payload alone decides its records: in any order, as often as one likes', () => {
  const items = [
    ...['PA', 'PB', 'PC'].map((id) => ({ kind: 'incident', payload: leanIncident(incident(id, resolved)) })),
    ...['trigger', 'acknowledge', 'resolve'].map((type) => ({
      kind: 'log_entry',
      payload: leanEntry(entry(`R${type}`, 'PA', type, told.opened)),
    })),
    { kind: 'note', payload: leanNote({ id: 'N', content: 'see #1', created_at: told.opened }, 'PA') },
    { kind: 'account', payload: { source_id: 'pager', name: 'PagerDuty: pager' } },
    { kind: 'service', payload: { id: 'PSHOP', name: 'Shop' } },
  ];
  const records = (list: typeof items) =>
    new Set(list.flatMap(({ kind, payload }) => normalize(kind, payload)).map((one) => JSON.stringify(one)));
  const whole = records(items);
  fc.assert(
    fc.property(fc.shuffledSubarray([...items, ...items], { minLength: items.length * 2 }), (list) => {
      expect(records(list)).toEqual(whole);
    }),
  );
  expect(() => normalize('alert', {})).toThrow('PagerDuty has no alert');
});

describe('spans', () => {
  it('follow one another without a gap, none longer than PagerDuty takes, and halve until they fit', () => {
    const instant = fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 }).map((at) => new Date(at));
    fc.assert(
      fc.property(instant, fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 0, max: 1e11 })), (from, length) => {
        const to = new Date(from.getTime() + length);
        const spans = spansOf(from, to);
        let at = from.getTime();
        for (const span of spans) {
          expect(span.from.getTime()).toBe(at);
          expect(span.to.getTime() - at).toBeLessThanOrEqual(180 * 86_400_000);
          at = span.to.getTime();
        }
        expect(at).toBe(to.getTime());
        // Too full or not, halving ends, and until it does it goes down.
        expect(isTooFull({ from, to }, mostRows)).toBe(length > 2_000);
        if (length <= 2_000) return;
        const [first, second] = halves({ from, to });
        expect([first.from, first.to, second.to]).toEqual([from, second.from, to]);
        expect(first.to.getTime() % 1000).toBe(0);
        for (const half of [first, second]) {
          expect(half.to.getTime() - half.from.getTime()).toBeLessThan(length);
          expect(half.to.getTime() - half.from.getTime()).toBeGreaterThan(0);
        }
      }),
    );
  });
});
