/** Parameters that many routes take: ids, and paging as every list takes it. */

import { z } from 'zod';

/** Text the database can compare with: it knows no character U+0000. */
export const storable = <T extends z.ZodType<string>>(text: T) =>
  text.refine((said) => !said.includes('\u0000'), 'must not hold the character U+0000');

/** An id as it stands in an address. */
export const idText = storable(z.string().min(1).max(1000));

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
  q: storable(z.string().trim().max(200))
    .transform((text) => (text === '' ? undefined : text))
    .optional()
    .describe('Text to look for in titles, versions, commit ids and ids; nothing in it is a pattern.'),
};

export const ordering = { order: z.enum(['asc', 'desc']).default('desc').describe('Rows without a value come last either way.') };
