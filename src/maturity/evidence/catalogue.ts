/** Every rule of evidence there is, whether it can be computed yet or not. A new one is a line in the file of its topic. */

import { culture } from './catalogue/culture.ts';
import { delivery } from './catalogue/delivery.ts';
import { metrics } from './catalogue/metrics.ts';
import { operations } from './catalogue/operations.ts';
import { platform } from './catalogue/platform.ts';
import { safeguards } from './catalogue/safeguards.ts';
import type { Rule } from './rule.ts';

/** By id. */
export const catalogue: ReadonlyMap<string, Rule> = new Map(
  [culture, delivery, operations, platform, safeguards, metrics].flat().map((rule) => [rule.id, rule]),
);
