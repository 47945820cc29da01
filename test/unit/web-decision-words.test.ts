import { describe, expect, it } from 'vitest';
import type { LedgerAction } from '../../src/domain/ledger.ts';
import type { WireEntry } from '../../web/api.ts';
import { clockIn, instantIn } from '../../web/calendar.ts';
import * as before from '../../web/consequence-words.ts';
import { courseMoments } from '../../web/course-words.ts';
import * as words from '../../web/decision-words.ts';

const entry: WireEntry = {
  id: 'e1',
  at: '2026-06-01T10:00:00Z',
  author: 'local',
  subject: { kind: 'incident', key: 'i' },
  serviceId: 'shop',
  serviceName: 'Shop',
  action: 'confirm',
  target: { kind: 'deployment', key: 'd' },
  note: '',
  restoredAt: null,
  undoneBy: null,
  about: {
    incident: { id: 'i', title: 'Down', url: null, openedAt: '2026-05-01T00:00:00Z', resolvedAt: null },
    deployment: {
      id: 'd',
      title: null,
      version: '1',
      sha: null,
      kind: 'forward',
      outcome: 'succeeded',
      startedAt: '2026-04-01T00:00:00Z',
      finishedAt: '2026-04-01T01:00:00Z',
    },
    evidence: null,
  },
};
const failure: Pick<WireEntry, 'subject' | 'about'> = {
  subject: { kind: 'failure', key: 'd!rollback!r' },
  about: { ...entry.about, incident: null, evidence: 'rollback' },
};
const text = (said: words.Said): string => said.map((part) => (typeof part === 'string' ? part : part.thing.toUpperCase())).join('');

describe('what can be decided', () => {
  it.each([
    [{ state: 'proposed', rung: 4, deploymentId: 'd' }, false, ['confirm', 'reject', 'move', 'not_change_related']],
    [{ state: 'counted', rung: 2, deploymentId: 'd' }, false, ['confirm', 'reject', 'move', 'not_change_related']],
    [{ state: 'counted', rung: 1, deploymentId: 'd' }, true, ['reject', 'move', 'link', 'not_change_related']],
    [{ state: 'not_change_related', rung: null, deploymentId: null }, false, ['link', 'not_change_related']],
    [{ state: 'not_change_related', rung: null, deploymentId: null }, true, ['link']],
  ] as const)('of %j, decided by a person: %s', (seen, decided, actions) => expect(before.actionsOn(seen, decided)).toEqual(actions));

  it('is named by what there is', () => {
    expect(before.incidentActionInWords('link', { deploymentId: 'd' })).toBe('Link to one more');
    expect(before.incidentActionInWords('link', { deploymentId: null })).toBe('Link to a deployment');
    expect(before.incidentActionInWords('move', { deploymentId: 'd' })).toBe('Move to another deployment');
  });
});

describe('what a decision will do to the numbers', () => {
  const named = { deployment: '1.4.2', service: 'Shop' };
  const says = (action: before.IncidentAction, state: 'counted' | 'proposed' | 'not_change_related') =>
    before.consequenceOf(action, { state }, named);

  it('says of a proposed attribution that confirming counts and that refusing changes no number', () => {
    expect(says('confirm', 'proposed')).toMatch(/^1\.4\.2 counts as failed: in the change fail rate/);
    for (const action of ['reject', 'not_change_related'] as const)
      expect(says(action, 'proposed')).toMatch(/^The numbers stay as they are/);
  });

  it('says of a counted one that confirming changes no number and that refusing does', () => {
    expect(says('confirm', 'counted')).toMatch(/^The numbers stay as they are/);
    expect(says('reject', 'counted')).toBe('It stops counting against 1.4.2: 1.4.2 stays failed only where other evidence says so.');
    expect(says('not_change_related', 'counted')).toMatch(/^It counts against no deployment of Shop/);
  });

  it('says what becomes of the present deployment when another is chosen', () => {
    expect(says('move', 'counted')).toMatch(/chosen|choose.* It stops counting against 1\.4\.2\.$/);
    expect(says('move', 'proposed')).toMatch(/It is proposed for 1\.4\.2 no more\.$/);
    expect(says('link', 'counted')).toMatch(/It goes on counting against 1\.4\.2\.$/);
    expect(before.consequenceOf('link', { state: 'not_change_related' }, { ...named, deployment: null })).toMatch(
      /^The deployment you choose counts as failed.*recovery time\.$/,
    );
  });

  it('says it of evidence and of marks', () => {
    expect(before.consequenceOfEvidence('confirm', { decision: null, confidence: 0.9 })).toMatch(/^The numbers stay/);
    expect(before.consequenceOfEvidence('confirm', { decision: null, confidence: 0.4 })).toMatch(/^This deployment counts as failed/);
    expect(before.consequenceOfEvidence('confirm', { decision: 'rejected', confidence: 0.9 })).toMatch(/^This deployment counts as failed/);
    expect(before.consequenceOfEvidence('reject', { decision: null, confidence: 0.9 })).toMatch(/^This evidence stops counting/);
    expect(before.consequenceOfEvidence('reject', { decision: null, confidence: 0.4 })).toMatch(/^The numbers stay/);
    expect(before.consequenceOfMark('failed', { kind: 'forward', failed: false })).toMatch(/^It counts as failed: /);
    expect(before.consequenceOfMark('failed', { kind: 'forward', failed: true })).toMatch(/^It counts as failed already/);
    expect(before.consequenceOfMark('failed', { kind: 'rollback', failed: false })).toMatch(/first put this version into production/);
    expect(before.consequenceOfMark('unplanned', { kind: 'forward', failed: false })).toMatch(/rework rate/);
  });
});

describe('what was decided', () => {
  const sentences: readonly (readonly [Partial<WireEntry>, string])[] = [
    [{}, 'confirmed that INCIDENT belongs to DEPLOYMENT'],
    [{ action: 'reject' }, 'rejected that INCIDENT belongs to DEPLOYMENT'],
    [{ action: 'link' }, 'linked INCIDENT to DEPLOYMENT'],
    [{ action: 'move' }, 'moved INCIDENT to DEPLOYMENT'],
    [{ action: 'not_change_related' }, 'said that INCIDENT is not change-related'],
    [{ action: 'failed', subject: { kind: 'deployment', key: 'd' } }, 'marked DEPLOYMENT as failed'],
    [{ action: 'unplanned', subject: { kind: 'deployment', key: 'd' } }, 'marked DEPLOYMENT as unplanned'],
    [failure, 'confirmed a rollback as evidence that DEPLOYMENT failed'],
    [{ ...failure, action: 'reject' }, 'rejected a rollback as evidence that DEPLOYMENT failed'],
    [{ action: 'undo' }, 'undid an earlier decision on INCIDENT'],
    [{ ...failure, action: 'undo' }, 'undid an earlier decision on DEPLOYMENT'],
    [{ action: 'undo', about: { incident: null, deployment: null, evidence: null } }, 'undid an earlier decision'],
  ];
  it.each(sentences)('%j', (more, said) => expect(text(words.entryInWords({ ...entry, ...more }))).toBe(said));

  it('is said after the press, whatever the action', () => {
    for (const { id } of words.actions) expect(words.doneInWords({ ...entry, action: id as LedgerAction })).toMatch(/\.$/);
    expect(words.doneInWords({ ...failure, action: 'reject' })).toBe('The evidence of a rollback counts no more.');
    expect(words.doneInWords({ ...failure, action: 'confirm' })).toBe('The evidence of a rollback is confirmed.');
  });

  it('stands with who said so on evidence', () => {
    const weak = { decision: null, confidence: 0.4 };
    expect(words.verdictInWords(weak, null)).toBe('proposed – does not count until somebody confirms');
    expect(words.verdictInWords({ ...weak, confidence: 0.5 }, null)).toBeNull();
    expect(words.verdictInWords({ decision: 'rejected', confidence: 1 }, { ...entry, note: 'a drill' })).toBe(
      'rejected by local: a drill – does not count',
    );
    expect(words.verdictInWords({ decision: 'confirmed', confidence: 1 }, null)).toBe('confirmed by a person');
  });
});

describe('undoing', () => {
  const undo: WireEntry = { ...entry, id: 'u1', action: 'undo', subject: { kind: 'entry', key: 'e1' }, target: null };

  it('is offered for what holds, bringing back for what was undone, nothing for an undoing that was undone', () => {
    expect(words.wayOf(entry)).toEqual({ way: 'undo', of: 'e1' });
    expect(words.wayOf({ ...entry, undoneBy: 'u1' })).toEqual({ way: 'back', of: 'u1' });
    expect(words.wayOf(undo)).toEqual({ way: 'back', of: 'u1' });
    expect(words.wayOf({ ...undo, undoneBy: 'u2' })).toBeNull();
  });

  it('stands beside what it undid, not as a decision of its own', () => {
    const undone = { ...entry, undoneBy: 'u1' };
    expect(words.standing([undo, undone])).toEqual([{ entry: undone, undoneBy: undo }]);
    expect(words.standing([undone])).toEqual([{ entry: undone, undoneBy: null }]);
    expect(words.standing([entry])).toEqual([{ entry, undoneBy: null }]);
  });
});

describe('deployments an incident is linked to beside the first', () => {
  const seen = { id: 'i', serviceId: 'shop', deploymentId: 'd' };
  const on = (id: string, at: number, more: Partial<WireEntry> = {}): WireEntry => ({
    ...entry,
    id: `e${at}`,
    at: new Date(at * 1000).toISOString(),
    action: 'link',
    target: { kind: 'deployment', key: id },
    about: { ...entry.about, deployment: entry.about.deployment && { ...entry.about.deployment, id } },
    ...more,
  });
  const beside = (...entries: readonly WireEntry[]) => words.linkedBeside(entries.toReversed(), seen).map(({ id }) => id);

  it('are those linked and not taken back', () => {
    expect(beside(on('d', 1), on('x', 2), on('y', 3))).toEqual(['x', 'y']);
    expect(beside(on('x', 1), on('x', 2, { action: 'reject' }), on('y', 3))).toEqual(['y']);
    expect(beside(on('x', 1), on('y', 2, { action: 'move' }))).toEqual(['y']);
    expect(beside(on('x', 1), on('', 2, { action: 'not_change_related', target: null }))).toEqual([]);
    expect(beside(on('x', 1, { undoneBy: 'u' }))).toEqual([]);
    expect(beside(on('x', 1, { serviceId: 'other' }))).toEqual([]);
    const another = { kind: 'incident', key: 'another' } as const;
    const elsewhere = { id: 'elsewhere', title: 'outage', url: null, openedAt: '2026-05-01T00:00:00.000Z', resolvedAt: null };
    expect(beside(on('x', 1, { subject: another, about: { ...on('x', 1).about, incident: elsewhere } }))).toEqual([]);
  });

  it('are also those of an incident that was merged into it, before its own', () => {
    const merged = on('x', 2, { subject: { kind: 'incident', key: 'another' } });
    expect(beside(merged, on('y', 1))).toEqual(['x', 'y']);
    expect(beside(merged, on('y', 1, { action: 'move' }))).toEqual(['y']);
  });
});

describe('decisions that bear on a window', () => {
  const window = { from: '2026-04-01T00:00:00.000Z', to: '2026-04-02T00:00:00.000Z' };
  it('are those that hold, of this service, on a deployment that finished in it', () => {
    expect(words.bearingOn([entry], 'shop', window)).toBe(1);
    expect(words.bearingOn([{ ...entry, undoneBy: 'u' }], 'shop', window)).toBe(0);
    expect(words.bearingOn([{ ...entry, action: 'undo' }], 'shop', window)).toBe(0);
    expect(words.bearingOn([entry], 'other', window)).toBe(0);
    expect(words.bearingOn([entry], 'shop', { from: '2026-04-01T01:00:00.001Z', to: window.to })).toBe(0);
    expect(words.bearingOn([entry], 'shop', { from: window.from, to: '2026-04-01T01:00:00.000Z' })).toBe(0);
  });
  it('else on an incident that opened in it', () => {
    const unrelated: WireEntry = { ...entry, action: 'not_change_related', about: { ...entry.about, deployment: null } };
    expect(words.bearingOn([unrelated], 'shop', window)).toBe(0);
    expect(words.bearingOn([unrelated], 'shop', { from: '2026-05-01T00:00:00.000Z', to: '2026-05-02T00:00:00.000Z' })).toBe(1);
  });
});

it('counts are spoken', () => {
  expect([1, 2].map(words.influenceInWords)).toEqual([
    '1 decision by people bears on this window',
    '2 decisions by people bear on this window',
  ]);
  expect([1, 3].map(words.toDecideInWords)).toEqual([
    '1 proposed attribution waits for a decision',
    '3 proposed attributions wait for a decision',
  ]);
  expect(words.importedInWords({ added: 0, known: 2 })).toBe('No decision added, 2 known already.');
  expect(words.importedInWords({ added: 1, known: 0 })).toBe('1 decision added.');
  expect(words.reasonInWords('rejected evidence')).toBe('evidence rejected by people');
  expect(words.reasonInWords('baseline')).toBe('baseline');
});

describe('the course of an incident', () => {
  const timed = { openedAt: '2026-06-01T10:00:00Z', acknowledgedAt: '2026-06-01T10:05:00Z', resolvedAt: '2026-06-01T11:00:00Z' };
  const at = (minute: number) => new Date(Date.parse(timed.openedAt) + minute * 60_000).toISOString();
  const step = (kind: string, minute: number, said: string | null = null) => ({ kind, at: at(minute), text: said });

  it('is made of its instants where the provider tells no course', () => {
    expect(courseMoments(timed, []).map(({ name }) => name)).toEqual(['Opened', 'Acknowledged', 'Resolved']);
    expect(courseMoments({ ...timed, acknowledgedAt: null, resolvedAt: null }, [])).toEqual([
      { name: 'Opened', at: timed.openedAt, tone: 'worse' },
      { name: 'Resolved', at: null, tone: 'better' },
    ]);
  });

  it('is what the provider tells, in order, a run of the same once', () => {
    const course = [
      step('opened', 0),
      step('assigned', 1),
      step('assigned', 2),
      step('escalated', 3),
      step('assigned', 4),
      step('acknowledged', 5),
    ];
    expect(
      courseMoments(timed, [...course, step('change', 6, 'deployed 1'), step('change', 7, 'deployed 2'), step('odd', 8)]),
    ).toMatchObject([
      { name: 'Opened', tone: 'worse' },
      { name: 'Assigned, 2 times', at: at(1) },
      { name: 'Escalated' },
      { name: 'Assigned' },
      { name: 'Acknowledged' },
      { name: 'Related change', text: 'deployed 1' },
      { name: 'Related change', text: 'deployed 2' },
      { name: 'odd' },
      { name: 'Resolved', tone: 'better' },
    ]);
  });
});

describe('an instant as the clocks of a zone show it', () => {
  it.each([
    ['Europe/Berlin', '2026-06-17T12:00', '2026-06-17T10:00:00.000Z'],
    ['Asia/Kathmandu', '2026-01-01T00:15', '2025-12-31T18:30:00.000Z'],
    ['Pacific/Chatham', '2026-01-01T12:00', '2025-12-31T22:15:00.000Z'],
    ['UTC', '2026-06-17T00:00', '2026-06-17T00:00:00.000Z'],
    // Clocks put back show it twice: the first of the two.
    ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
  ])('%s %s', (zone, clock, instant) => {
    expect(instantIn(zone, clock)?.toISOString()).toBe(instant);
    expect(clockIn(zone, new Date(instant))).toBe(clock);
  });

  it('is none where they never show it, and of no text that is none', () => {
    for (const clock of ['2026-03-29T02:30', '', '2026-06-17', '2026-13-01T00:00', '2026-02-30T10:00'])
      expect(instantIn('Europe/Berlin', clock)).toBeNull();
  });
});
