/** Short ways to write rules down. */

import type { EvidenceClass } from '../../model.ts';
import type { Part, Rule, SourceKind, Unit } from '../rule.ts';

/** Inventories say nothing below three. */
const fewest = 3;

export const share = (threshold: number, minimum: number, id = 'share'): Part => ({ id, kind: 'share', threshold, minimum });
export const limit = (threshold: number, minimum: number, id = 'limit'): Part => ({ id, kind: 'limit', threshold, minimum });
export const inventory = (threshold: number, id = 'inventory', minimum = fewest): Part => ({ id, kind: 'inventory', threshold, minimum });

type Quantity = Extract<Part, { kind: 'quantity' }>;
const quantity = (statistic: Quantity['statistic'], better: Quantity['better']) => {
  return (threshold: number | null, unit: Unit, minimum: number, id: string = statistic): Part => {
    return { id, kind: 'quantity', statistic, better, threshold, unit, minimum };
  };
};
export const medianAtMost = quantity('median', 'lower');
export const medianAtLeast = quantity('median', 'higher');
export const p75AtMost = quantity('p75', 'lower');
export const rateAtMost = quantity('rate', 'lower');
export const countAtLeast = (threshold: number, id = 'count'): Part => quantity('count', 'higher')(threshold, 'number', 0, id);

/** @example rule('cid-2a', 'A', 'github gitlab', 'Merged changes …', [share(0.9, 20)]) */
export function rule(id: string, evidenceClass: EvidenceClass, sources: string, measures: string, parts: Rule['parts'], days = 90): Rule {
  // Only this folder writes them; a test holds every one against the kinds there are.
  return { id, class: evidenceClass, measures, days, sources: sources.split(' ') as SourceKind[], parts };
}
