import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decisionsOf, undoneBy } from '../../src/delivery/ledger.ts';
import type { LedgerAction, LedgerEntry } from '../../src/domain/ledger.ts';

const at = (n: number): Date => new Date(Date.UTC(2026, 4, 1) + n);

type Said = {
  readonly action: LedgerAction;
  readonly incident: number;
  readonly target: number;
  readonly service: number;
  readonly undoes: number;
};

const said = fc.record({
  action: fc.constantFrom<LedgerAction>('confirm', 'reject', 'link', 'move', 'not_change_related', 'undo', 'undo', 'failed', 'unplanned'),
  incident: fc.integer({ min: 0, max: 1 }),
  target: fc.integer({ min: 0, max: 2 }),
  service: fc.integer({ min: 0, max: 2 }),
  undoes: fc.nat(),
});

/** An undo names some earlier entry; the first entry can undo nothing. */
function entriesOf(list: readonly Said[]): readonly LedgerEntry[] {
  return list.map(({ action, incident, target, service, undoes }, i): LedgerEntry => {
    const common = {
      entryId: `e${i}`,
      at: at(i),
      author: 'local',
      note: '',
      restoredAt: null,
      serviceId: service === 2 ? null : `s${service}`,
    };
    if (action === 'undo' && i > 0) return { ...common, action, subject: { kind: 'entry', key: `e${undoes % i}` }, target: null };
    if (action === 'failed' || action === 'unplanned')
      return { ...common, action, subject: { kind: 'deployment', key: `d${target}` }, target: null };
    const known = action === 'undo' ? 'not_change_related' : action;
    const names = known === 'not_change_related' ? null : `d${target}`;
    return { ...common, action: known, subject: { kind: 'incident', key: `i${incident}` }, target: names };
  });
}

/** The same, told naively: an entry holds when no later holding entry takes it back; then one after the other, for one incident. */
function holds(entries: readonly LedgerEntry[], entry: LedgerEntry): boolean {
  return !entries.some((other) => other.action === 'undo' && other.subject.key === entry.entryId && holds(entries, other));
}

function naive(entries: readonly LedgerEntry[], incident: string) {
  let linked: string[] = [];
  let rejected: string[] = [];
  let unrelated = false;
  for (const { action, target, subject } of entries) {
    if (subject.key !== incident || subject.kind !== 'incident') continue;
    if (action === 'not_change_related') {
      linked = [];
      unrelated = true;
    } else if (target !== null && action === 'reject') {
      linked = linked.filter((one) => one !== target);
      rejected = [...rejected.filter((one) => one !== target), target];
    } else if (target !== null) {
      linked = action === 'move' ? [target] : [...linked.filter((one) => one !== target), target];
      rejected = rejected.filter((one) => one !== target);
      unrelated = false;
    }
  }
  return { linked, rejected: rejected.sort(), unrelated };
}

describe('the ledger', () => {
  it('holds what nobody took back, in order, for its own service and for all', () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 14 }), fc.integer({ min: 0, max: 1 }), (list, service) => {
        const entries = entriesOf(list);
        const holding = entries.filter((entry) => holds(entries, entry));
        expect(new Set(entries.filter((entry) => !undoneBy(entries).has(entry.entryId)))).toEqual(new Set(holding));
        const serviceId = `s${service}`;
        const own = holding.filter((entry) => entry.serviceId === null || entry.serviceId === serviceId);
        const shuffled = [...entries].sort(
          (a, b) => ((a.entryId.length * 7 + a.at.getTime()) % 5) - ((b.entryId.length * 7 + b.at.getTime()) % 5),
        );
        const decisions = decisionsOf(serviceId, shuffled);
        for (const incident of ['i0', 'i1']) {
          const got = decisions.incidents.get(incident);
          const flat = {
            linked: [...(got?.linked.keys() ?? [])],
            rejected: [...(got?.rejected.keys() ?? [])].sort(),
            unrelated: (got?.unrelated ?? null) !== null,
          };
          expect(flat).toEqual(naive(own, incident));
        }
        const marked = (action: LedgerAction) => [...new Set(own.filter((e) => e.action === action).map((e) => e.subject.key))].sort();
        expect([...decisions.failed.keys()].sort()).toEqual(marked('failed'));
        expect([...decisions.unplanned.keys()].sort()).toEqual(marked('unplanned'));
      }),
      { numRuns: 500 },
    );
  });
});
