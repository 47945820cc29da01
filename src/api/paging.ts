/** Parameters that many routes take: ids, and paging as every list takes it. */

import { z } from 'zod';

/** An id as it stands in an address. The database knows no character U+0000, so no id holds one. */
export const idText = z
  .string()
  .min(1)
  .max(1000)
  .refine((text) => !text.includes('\u0000'), 'must not hold the character U+0000');

export const paging = {
  limit: z
    .string()
    .regex(/^\d{1,4}$/, 'must be a number from 1 to 500')
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= 500, 'must be a number from 1 to 500')
    .default(100)
    .describe('Rows of a page, 1 to 500.'),
  after: z.string().max(2000).optional().describe('The `next` of the page before.'),
};

export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

export const searching = {
  q: z
    .string()
    .trim()
    .max(200)
    .refine((text) => !text.includes('\u0000'), 'must not hold the character U+0000')
    .transform((text) => (text === '' ? undefined : text))
    .optional()
    .describe('Text to look for in titles, versions, commit ids and ids; nothing in it is a pattern.'),
};

export const ordering = { order: z.enum(['asc', 'desc']).default('desc').describe('Rows without a value come last either way.') };
