/**
 * Which statements people are asked, and in which order. A whole model is too long for one sitting, so a role of a team is asked what
 * decides its levels and what nothing else can tell. Pure.
 */

import { createHash } from 'node:crypto';
import type { Verdict } from './evidence/verdict.ts';
import type { Dimension, Level, Model, Role, Statement } from './model.ts';

/** What most people answer well within twelve minutes. */
export const usualBudget = 34;

export type RouteRequest = {
  readonly model: Pick<Model, 'dimensions'>;
  /** Null = people of all roles together, or everybody the same. */
  readonly role: Role | null;
  /** Ids of the dimensions that are asked; omitted = all. */
  readonly dimensions?: readonly string[];
  /** The level each dimension is thought to have, by evidence or the campaign before; 1 where it is not known. */
  readonly reference: ReadonlyMap<string, Level>;
  /** What evidence says of each statement, as far as it says anything. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** Most statements one person is asked; whole, at least 0. */
  readonly budget?: number;
};

/** Smaller is asked sooner; compared place by place. */
type Claim = readonly number[];
type Candidate = { readonly id: string; readonly claim: Claim };

function compare(a: Claim, b: Claim): number {
  const place = a.findIndex((part, i) => part !== b[i]);
  return place < 0 ? 0 : (a[place] ?? 0) - (b[place] ?? 0);
}

/** The class of evidence that settles a statement; null = only people can. Hints settle nothing. */
function settledBy({ id, evidence }: Statement, verdicts: RouteRequest['verdicts']): 'A' | 'B' | null {
  const verdict = verdicts.get(id);
  if (evidence === null || evidence.class === 'C' || (verdict !== 'supports' && verdict !== 'contradicts')) return null;
  return evidence.class;
}

const isFor = ({ roles }: Statement, role: Role | null): boolean => role === null || roles.includes(role);

/** 0 = up to the next level, 1 = the one after, 2 = beyond. */
const reachOf = (level: number, reference: number): number => Math.max(0, Math.min(2, level - reference - 1));

/**
 * The statements of a dimension that may be asked, the one most wanted first: those in reach; then, of these, the first of each level
 * of which nothing is known (without it the level, and all above, cannot be passed), others only people can tell, those that weak
 * evidence settles, and last those that strong evidence settles. Low levels go first.
 */
function wanted(dimension: Dimension, { role, reference, verdicts }: RouteRequest): readonly Candidate[] {
  const level = reference.get(dimension.id) ?? 1;
  const opened = new Set(dimension.statements.filter((one) => settledBy(one, verdicts) !== null).map((one) => one.level));
  const candidates = dimension.statements.flatMap((statement, place): readonly Candidate[] => {
    if (statement.level === null || !isFor(statement, role)) return [];
    const settled = settledBy(statement, verdicts);
    const isFirst = settled === null && !opened.has(statement.level);
    opened.add(statement.level);
    const need = isFirst ? 0 : settled === null ? 1 : settled === 'B' ? 2 : 3;
    return [{ id: statement.id, claim: [reachOf(statement.level, level), need, statement.level, place] }];
  });
  return candidates.sort((a, b) => compare(a.claim, b.claim));
}

/** Statements outside the levels, in their order. */
const outside = ({ statements }: Dimension, role: Role | null): readonly Candidate[] =>
  statements.filter((one) => one.level === null && isFor(one, role)).map(({ id }, place) => ({ id, claim: [place] }));

/** Takes from every queue in turn, one a round, until the budget is spent; what is left for a last round goes to the greatest claims. */
function inTurns(queues: readonly (readonly Candidate[])[], budget: number): readonly string[] {
  const taken: string[] = [];
  for (let round = 0; taken.length < budget && queues.some((queue) => queue.length > round); round += 1) {
    const next = queues.flatMap((queue) => queue[round] ?? []).sort((a, b) => compare(a.claim.slice(0, 2), b.claim.slice(0, 2)));
    taken.push(...next.slice(0, budget - taken.length).map(({ id }) => id));
  }
  return taken;
}

/**
 * Ids of the statements a role is asked, in the model's order. It hangs on nothing but the request, so that everybody of a role is asked
 * the same. Statements outside the levels come before all others; no dimension gets two more than another that could have had them.
 */
export function routeFor(request: RouteRequest): readonly string[] {
  const { model, role, dimensions = model.dimensions.map(({ id }) => id), budget = usualBudget } = request;
  const chosen = model.dimensions.filter(({ id }) => dimensions.includes(id));
  const always = inTurns(
    chosen.map((one) => outside(one, role)),
    budget,
  );
  const levels = inTurns(
    chosen.map((one) => wanted(one, request)),
    budget - always.length,
  );
  const asked = new Set([...always, ...levels]);
  return chosen.flatMap(({ statements }) => statements.filter(({ id }) => asked.has(id)).map(({ id }) => id));
}

/**
 * A list, as of dimensions with what is asked of each, in an order of this seed's own: a shuffle by Fisher and Yates, its numbers from a
 * hash of seed and place. The same seed gives the same order; what lies inside the parts is untouched.
 */
export function orderFor<T>(seed: string, list: readonly T[]): readonly T[] {
  const shuffled = [...list];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const random = createHash('sha256').update(`${last} ${seed}`).digest().readUInt32BE() / 2 ** 32;
    const other = Math.floor(random * (last + 1));
    // Both places are in the list, whatever it holds.
    [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
  }
  return shuffled;
}
