/** Words every answer is made of: the zod side of plain values, and lists as pages. */

import { z } from 'zod';

export const instant = z.iso.datetime({ offset: true });
export const text = z.string();
export const maybe = text.nullable();
export const number = z.number();
export const maybeNumber = number.nullable();
export const count = z.number().int().nonnegative();
export const state = z.enum(['value', 'too_little_data', 'no_source']);

export const page = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), next: maybe.describe('The cursor of the next page, for `after`; null at the end.') });

/** A page of a list that tells how many rows its filter finds. */
export const countedPage = <T extends z.ZodType>(item: T) =>
  page(item).extend({ total: count.nullable().describe('Rows the filter finds; with the first page only, null afterwards.') });

export const idAndName = z.strictObject({ id: text, name: text });
