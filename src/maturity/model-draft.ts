/** A model's file as far as it can be read: what is missing or misshapen stands as unknown, and every part keeps its place. */

import { z } from 'zod';

const text = z.string().optional().catch(undefined);
const level = z.literal([2, 3, 4, 5]).optional().catch(undefined);
const list = <T extends z.ZodType>(of: T) => z.array(of).nullable().catch(null);

const statement = z
  .object({
    id: text,
    /** `unknown` = something stands there that is no level. */
    level: z.literal([2, 3, 4, 5, 'unknown']).nullable().default(null).catch('unknown'),
    scale: text,
    options: z
      .array(z.object({ credit: z.number().optional().catch(undefined) }).catch({ credit: undefined }))
      .default([])
      .nullable()
      .catch(null),
    evidence: z.object({ rule: text }).nullable().default(null).catch(null),
  })
  .catch({ id: undefined, level: 'unknown', scale: undefined, options: null, evidence: null });

const need = z.object({ level, dimension: text, atLeast: level }).catch({ level: undefined, dimension: undefined, atLeast: undefined });

const dimension = z
  .object({ id: text, group: text, needs: list(need), statements: list(statement) })
  .catch({ id: undefined, group: undefined, needs: null, statements: null });

const draft = z
  .object({ scored: text, groups: list(z.object({ id: text }).catch({ id: undefined })), dimensions: list(dimension) })
  .catch({ scored: undefined, groups: null, dimensions: null });

export type Draft = z.infer<typeof draft>;
export type DraftDimension = z.infer<typeof dimension>;
export type DraftStatement = z.infer<typeof statement>;

/** Never fails: what cannot be read is unknown (undefined, or null for a list). */
export const draftOf = (value: unknown): Draft => draft.parse(value);
