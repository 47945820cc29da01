import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoredLevels } from '../../src/maturity/model.ts';
import { gatesOf, type Scored, standingOf } from '../../src/maturity/scoring/gate.ts';
import type { DimensionResult } from '../../src/maturity/scoring/result.ts';
import { scoreProfile } from '../../src/maturity/scoring/score.ts';
import { type Credits, profileOf } from '../support/scoring.ts';

/** In 1/20, so that bars are met exactly now and then. */
const credit = fc.integer({ min: 0, max: 20 }).map((twentieths) => twentieths / 20);
const one = fc.oneof(
  { weight: 4, arbitrary: credit },
  { weight: 2, arbitrary: fc.constantFrom(1, 1, 0.75) },
  { weight: 1, arbitrary: fc.constant(null) },
);
const levels = fc.array(fc.array(one, { maxLength: 4 }), { minLength: 4, maxLength: 4 });

const statementsOf = (credits: readonly Credits[]): readonly Scored[] =>
  credits.flatMap((own, index) =>
    own.map((value) => ({
      level: scoredLevels[index] ?? null,
      state: value === null ? ('unknown' as const) : ('known' as const),
      credit: value,
    })),
  );
const standing = (credits: readonly Credits[]) => standingOf(gatesOf(statementsOf(credits)));
const scored = (question: Parameters<typeof scoreProfile>[0]): DimensionResult => {
  const [first] = scoreProfile(question);
  if (first === undefined) throw new Error('no dimension');
  return first;
};

/** In twentieths, so that there is no rounding; the text of domain §7.3 as it stands, unknown levels aside. */
function literally(credits: readonly Credits[]): { readonly level: number | null; readonly atLeast: boolean } {
  const gate = (own: Credits): 'yes' | 'no' | 'perhaps' => {
    const known = own.flatMap((value) => (value === null ? [] : [Math.round(value * 20)]));
    const isPassed = known.reduce((sum, value) => sum + value, 0) >= 15 * known.length && known.every((value) => value >= 10);
    if (own.length === 0) return 'yes';
    if (known.some((value) => value < 10)) return 'no';
    if (2 * known.length < own.length) return 'perhaps';
    return isPassed ? 'yes' : 'no';
  };
  const gates = credits.map(gate);
  const first = gates.findIndex((passed) => passed !== 'yes');
  const level = first === -1 ? 5 : first + 1;
  if (credits.every((own) => own.length === 0)) return { level: null, atLeast: false };
  if (gates[0] === 'perhaps') return { level: null, atLeast: false };
  return { level, atLeast: gates[first] === 'perhaps' };
}

const place = (credits: readonly Credits[], fits: (value: number | null) => boolean) =>
  credits.flatMap((own, level) => own.flatMap((value, index) => (fits(value) ? [{ level, index }] : [])));
const replaced = (credits: readonly Credits[], at: { level: number; index: number }, value: number | null): readonly Credits[] =>
  credits.map((own, level) => own.map((old, index) => (level === at.level && index === at.index ? value : old)));

describe('the level gate', () => {
  it('is what the rule says, word by word', () => {
    fc.assert(
      fc.property(levels, (credits) => {
        const { level, atLeast } = standing(credits);
        expect({ level, atLeast }).toEqual(literally(credits));
      }),
      { numRuns: 1000 },
    );
  });

  it('never falls when a credit rises', () => {
    fc.assert(
      fc.property(levels, fc.nat(), credit, (credits, which, to) => {
        const known = place(credits, (value) => value !== null && value < to);
        const at = known[which % Math.max(1, known.length)];
        fc.pre(at !== undefined);
        const [before, after] = [standing(credits), standing(replaced(credits, at, to))];
        // Null is "nobody knows", which a refusal may become: it is below no level.
        if (after.level !== null) expect(after.level).toBeGreaterThanOrEqual(before.level ?? 1);
        else expect(before.level ?? 1).toBe(1);
      }),
      { numRuns: 1000 },
    );
  });

  it('is not moved by what is unknown: it says the same as without it, or that too little is known', () => {
    fc.assert(
      fc.property(levels, (credits) => {
        const knownOnly = gatesOf(statementsOf(credits.map((own) => own.filter((value) => value !== null))));
        for (const [index, gate] of gatesOf(statementsOf(credits)).entries()) {
          if (gate.passed === null) expect(gate.known).toBeLessThan(0.5);
          else expect(gate.passed).toBe(knownOnly[index]?.passed);
        }
      }),
    );
  });

  it('has a decimal that begins with the level and never reaches the next', () => {
    fc.assert(
      fc.property(levels, (credits) => {
        const { level, decimal } = standing(credits);
        if (decimal === null || level === null) {
          expect(level === 5 ? decimal : null).toBeNull();
          return;
        }
        expect(decimal === 5 ? 5 : Math.floor(decimal)).toBe(level);
      }),
    );
  });

  it('always leaves something to do next, of the next level alone, except at 5 or where nothing applies', () => {
    fc.assert(
      fc.property(levels, (credits) => {
        const { next, level, statements } = scored(profileOf(credits));
        if (level === 5 || statements.length === 0) {
          expect(next).toEqual([]);
          return;
        }
        const found = statements.filter(({ id }) => next.includes(id));
        expect(found.length).toBeGreaterThan(0);
        expect(new Set(found.map((statement) => statement.level)).size).toBe(1);
        if (level !== null) expect(found[0]?.level).toBe(level + 1);
        for (const statement of found) expect(statement.credit ?? 0).toBeLessThan(0.75);
      }),
    );
  });
});

describe('chances', () => {
  const few = { numRuns: 60 };

  it('never rise from level to level, and the range holds the level', () => {
    fc.assert(
      fc.property(levels, fc.string({ maxLength: 3 }), (credits, seed) => {
        const { chances, range, level } = scored(profileOf(credits, { seed }));
        const list = [1, ...(chances ?? []).map(({ chance }) => chance), 0];
        expect(list).toEqual(list.toSorted((a, b) => b - a));
        expect(chances?.map((each) => each.level) ?? []).toEqual(scoredLevels.slice(0, chances?.length ?? 0));
        if (level === null || chances === null) {
          expect(range).toBeNull();
          return;
        }
        expect(range?.low).toBeGreaterThanOrEqual(level - 1);
        expect(range?.low).toBeLessThanOrEqual(level);
        expect(range?.high).toBeGreaterThanOrEqual(level);
        expect(range?.high).toBeLessThanOrEqual(level + 1);
      }),
      few,
    );
  });

  it('are certain where nothing is left to chance, and say the level', () => {
    fc.assert(
      fc.property(levels, (credits) => {
        const { chances, level } = scored(profileOf(credits, { seed: 's', consensus: true }));
        for (const { level: one, chance } of chances ?? []) expect(chance).toBe(one <= (level ?? 1) ? 1 : 0);
      }),
      few,
    );
  });

  it('are those of drawing every possible group', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 5, maxLength: 5 });
    const people = counts.filter((own) => own.reduce((sum, count) => sum + count, 0) >= 3).filter((own) => own.filter(Boolean).length <= 3);
    fc.assert(
      fc.property(
        people.filter((own) => own.reduce((sum, count) => sum + count, 0) <= 5),
        fc.integer({ min: 0, max: 6 }),
        (own, absent) => {
          const answers = own.flatMap((count, choice) => Array<number>(count).fill(choice / 4));
          const n = answers.length;
          const invited = n + absent;
          const mean = answers.reduce((sum, value) => sum + value, 0) / n;
          const pull = Math.max(0.3, Math.sqrt(absent / (invited - 1)));
          let passed = 0;
          for (let group = 0; group < n ** n; group += 1) {
            let [rest, sum] = [group, 0];
            for (let person = 0; person < n; person += 1) {
              sum += answers[rest % n] ?? 0;
              rest = Math.floor(rest / n);
            }
            passed += mean + pull * (sum / n - mean) >= 0.75 - 1e-9 ? 1 : 0;
          }
          const exact = passed / n ** n;
          const question = profileOf([[mean], [0], [0], [0]], { seed: 'all' });
          const told = new Map(
            [...question.told].map(([id, each]) => [id, id === 'D-2a' ? { ...each, invited, asked: n, values: n, counts: own } : each]),
          );
          const found = scored({ ...question, told }).chances?.[0]?.chance ?? Number.NaN;
          expect(Math.abs(found - exact)).toBeLessThanOrEqual(6 * Math.sqrt((exact * (1 - exact)) / 1000));
        },
      ),
      few,
    );
  });
});
