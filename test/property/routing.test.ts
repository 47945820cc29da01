import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/maturity/evidence/verdict.ts';
import { type Dimension, type Level, type Role, roles, type Statement } from '../../src/maturity/model.ts';
import { orderFor, type RouteRequest, routeFor, usualBudget } from '../../src/maturity/routing.ts';

const sketch = fc.record({
  roles: fc.subarray([...roles], { minLength: 1 }),
  class: fc.constantFrom(null, 'A', 'B', 'C'),
  verdict: fc.constantFrom<(Verdict | undefined)[]>('supports', 'contradicts', 'unclear', 'no_source', undefined),
});
const sketches = (minLength: number, maxLength: number) => fc.array(sketch, { minLength, maxLength });
const dimensionSketch = fc.record({
  levels: fc.tuple(sketches(2, 3), sketches(2, 3), sketches(2, 3), sketches(2, 3)),
  outside: fc.oneof({ weight: 4, arbitrary: sketches(0, 0) }, { weight: 1, arbitrary: sketches(1, 3) }),
  reference: fc.constantFrom<(Level | undefined)[]>(1, 2, 3, 4, 5, undefined),
  chosen: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
});
type Sketched<A> = A extends fc.Arbitrary<infer S> ? S : never;
type Sketch = Sketched<typeof dimensionSketch>;

const plain = { text: 'It is done', scale: 'coverage', options: [], why: 'It counts', next: 'Do it' } as const;
const drawn = (id: string, level: Statement['level'], { roles, class: c }: Sketched<typeof sketch>): Statement => ({
  ...plain,
  id,
  level,
  roles,
  evidence: c === null ? null : { rule: id, class: c },
});

function dimensionOf(
  sketched: Sketch,
  d: number,
): { readonly dimension: Dimension; readonly verdicts: readonly (readonly [string, Verdict])[] } {
  const all = [
    ...sketched.outside.map((one, i) => ({ one, it: drawn(`D${d}-x${i}`, null, one) })),
    ...sketched.levels.flatMap((level, l) =>
      level.map((one, i) => ({ one, it: drawn(`D${d}-${l + 2}${'abc'[i]}`, ([2, 3, 4, 5] as const)[l] ?? 2, one) })),
    ),
  ];
  return {
    dimension: { id: `D${d}`, name: `D${d}`, group: 'g', improvised: '', needs: [], statements: all.map(({ it }) => it) },
    verdicts: all.flatMap(({ one: { verdict }, it: { id } }) => (verdict === undefined ? [] : [[id, verdict] as const])),
  };
}

function requestOf(sketched: readonly Sketch[], role: Role | null, budget: number): Required<RouteRequest> {
  const made = sketched.map(dimensionOf);
  return {
    model: { dimensions: made.map(({ dimension }) => dimension) },
    role,
    dimensions: sketched.flatMap(({ chosen }, d) => (chosen ? [`D${d}`] : [])),
    reference: new Map(sketched.flatMap(({ reference }, d) => (reference === undefined ? [] : [[`D${d}`, reference] as const]))),
    verdicts: new Map(made.flatMap(({ verdicts }) => verdicts)),
    budget,
  };
}

const request = fc
  .tuple(
    fc.array(dimensionSketch, { minLength: 1, maxLength: 14 }),
    fc.constantFrom(...roles, null),
    fc.oneof(fc.constant(usualBudget), fc.integer({ min: 0, max: 60 })),
  )
  .map(([sketched, role, budget]) => requestOf(sketched, role, budget));

const chosenOf = ({ model, dimensions }: Required<RouteRequest>) => model.dimensions.filter(({ id }) => dimensions.includes(id));
const eligible = (given: Required<RouteRequest>, of: readonly Dimension[] = chosenOf(given)) =>
  of.flatMap(({ statements }) => statements).filter((one) => given.role === null || one.roles.includes(given.role));
const isOpen = ({ verdicts }: Required<RouteRequest>, { id, evidence }: Statement): boolean =>
  !(['A', 'B'].includes(evidence?.class ?? '') && ['supports', 'contradicts'].includes(verdicts.get(id) ?? ''));

describe('what a role is asked', () => {
  it('keeps to the budget, uses it up, and holds only what this role can answer, in the order of the model', () => {
    fc.assert(
      fc.property(request, (given) => {
        const asked = routeFor(given);
        const possible = eligible(given).map(({ id }) => id);
        expect(asked).toHaveLength(Math.min(given.budget, possible.length));
        expect(asked).toEqual(possible.filter((id) => asked.includes(id)));
      }),
    );
  });

  it('is 25 to 35 statements by itself, or all there are', () => {
    fc.assert(
      fc.property(request, ({ budget: _, ...given }) => {
        const count = routeFor(given).length;
        expect(count).toBeLessThanOrEqual(35);
        expect(count).toBeGreaterThanOrEqual(Math.min(25, eligible({ ...given, budget: 0 }).length));
      }),
    );
  });

  it('is spread evenly: no dimension has two more than another that could have had one', () => {
    fc.assert(
      fc.property(request, (given) => {
        const asked = new Set(routeFor(given));
        const counts = chosenOf(given).map((one) => {
          const mine = eligible(given, [one]).filter(({ level }) => level !== null);
          const taken = mine.filter(({ id }) => asked.has(id)).length;
          return { taken, isFull: taken === mine.length };
        });
        const most = Math.max(0, ...counts.map(({ taken }) => taken));
        for (const { taken, isFull } of counts) expect(isFull || taken >= most - 1).toBe(true);
        const outside = eligible(given).filter(({ level }) => level === null);
        expect(outside.filter(({ id }) => asked.has(id))).toHaveLength(Math.min(outside.length, given.budget));
        if (given.budget - outside.length >= counts.length) for (const { taken, isFull } of counts) expect(isFull || taken > 0).toBe(true);
      }),
    );
  });

  it('leaves out nothing that is wanted more than what it takes of the same dimension', () => {
    fc.assert(
      fc.property(request, (given) => {
        const asked = new Set(routeFor(given));
        for (const dimension of chosenOf(given)) {
          const reference = given.reference.get(dimension.id) ?? 1;
          const mine = eligible(given, [dimension]).flatMap((one) => (one.level === null ? [] : [{ ...one, level: one.level }]));
          const reach = ({ level }: { level: number }) => (level <= reference + 1 ? 'next' : level === reference + 2 ? 'after' : 'beyond');
          const known = (level: number) =>
            dimension.statements.some((one) => one.level === level && !isOpen(given, one)) ||
            mine.some((one) => one.level === level && asked.has(one.id));
          for (const left of mine.filter(({ id }) => !asked.has(id)))
            for (const taken of mine.filter(({ id }) => asked.has(id))) {
              if (reach(left) !== reach(taken)) {
                expect(reach(taken) === 'next' || reach(left) === 'beyond').toBe(true);
                continue;
              }
              const [wasOpen, isLeftOpen] = [isOpen(given, taken), isOpen(given, left)];
              if (isLeftOpen) expect(wasOpen).toBe(true);
              if (!isLeftOpen && !wasOpen && taken.evidence?.class === 'A') expect(left.evidence?.class).toBe('A');
              // A level of which nothing would be known yields only to lower ones of the same kind, each with one statement.
              if (isLeftOpen && !known(left.level)) {
                expect(taken.level).toBeLessThan(left.level);
                expect(mine.filter((one) => one.level === taken.level && asked.has(one.id))).toHaveLength(1);
              }
            }
        }
      }),
    );
  });

  it('loses nothing below when a dimension is thought to be higher', () => {
    const raised = request.chain((given) => fc.tuple(fc.constant(given), fc.constantFrom(...given.model.dimensions.map(({ id }) => id))));
    fc.assert(
      fc.property(raised, ([given, id]) => {
        const before = given.reference.get(id) ?? 1;
        const higher = { ...given, reference: new Map(given.reference).set(id, Math.min(5, before + 1) as Level) };
        const dimension = given.model.dimensions.find((one) => one.id === id);
        const mine = eligible(given, dimension === undefined ? [] : [dimension]).filter(({ level }) => level !== null);
        const of = (from: RouteRequest) => {
          const asked = new Set(routeFor(from));
          return mine.filter((one) => asked.has(one.id));
        };
        const [low, high] = [of(given), of(higher)];
        expect(high.length).toBeGreaterThanOrEqual(low.length);
        const open = (list: readonly Statement[]) => list.filter((one) => isOpen(given, one) && (one.level ?? 9) <= before + 2);
        expect(open(high).length).toBeGreaterThanOrEqual(open(low).length);
        const settled = new Set(dimension?.statements.filter((one) => !isOpen(given, one)).map(({ level }) => level));
        const answered = (list: readonly Statement[]) => new Set(open(list).map(({ level }) => level));
        for (const level of answered(low)) if ((level ?? 9) <= before + 1 && !settled.has(level)) expect(answered(high)).toContain(level);
      }),
    );
  });

  it('hangs on nothing but the request', () => {
    fc.assert(
      fc.property(request, (given) => {
        const turned = {
          ...given,
          dimensions: [...given.dimensions].reverse(),
          reference: new Map([...given.reference].reverse()),
          verdicts: new Map([...given.verdicts].reverse()),
        };
        expect(routeFor(turned)).toEqual(routeFor(given));
      }),
    );
  });
});

describe('the order of dimensions', () => {
  const list = Array.from({ length: 14 }, (_, i) => ({ id: `D${i}`, statements: [`D${i}-2a`, `D${i}-2b`] }));

  it('holds the same parts, each as it was, and is the same for the same seed', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.integer()), (seed, numbers) => {
        const parts = numbers.map((number) => ({ number }));
        const order = orderFor(seed, parts);
        // The very same objects, each once.
        expect(order).toHaveLength(parts.length);
        for (const part of parts) expect(order.filter((one) => one === part)).toHaveLength(1);
        expect(orderFor(seed, parts)).toEqual(order);
        expect(parts.map(({ number }) => number)).toEqual(numbers);
      }),
    );
  });

  it('puts every dimension everywhere equally often', () => {
    const people = 2_800;
    const counts = new Map<string, number>();
    for (let seed = 0; seed < people; seed += 1)
      orderFor(`seed ${seed}`, list).forEach(({ id }, place) => {
        counts.set(`${id} at ${place}`, (counts.get(`${id} at ${place}`) ?? 0) + 1);
      });
    const expected = people / 14;
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(counts.size).toBe(14 * 14);
    // 13 × 13 degrees of freedom: mean 169, standard deviation 18.4.
    expect(chiSquare).toBeLessThan(169 + 4 * 18.4);
  });

  it('gives every order of few parts equally often', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 4_800; seed += 1) {
      const order = orderFor(`${seed}`, ['a', 'b', 'c', 'd']).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(5 * Math.sqrt(200));
  });
});
