/** Paging as every list takes it. */

import { z } from 'zod';

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
