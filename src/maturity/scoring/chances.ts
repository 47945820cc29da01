/** How likely each level is (first implementation: none worked out). */

import type { Dimension, Level } from '../model.ts';
import type { DimensionResult, Gate, StatementResult } from './result.ts';

export type Chances = NonNullable<DimensionResult['chances']>;

export const nothingDrawn = { chances: null, range: null } as const;

export const chancesOf = (
  _dimension: Dimension,
  _statements: readonly StatementResult[],
  _gates: readonly Gate[],
  _seed: string,
): Chances | null => null;

export const rangeOf = (_level: Level | null, _chances: Chances): DimensionResult['range'] => null;
