/** Pieces that schemas of files share. */

import { z } from 'zod';

/** An object that names what it knows when it meets a key it does not know. */
export function known<S extends z.ZodRawShape>(shape: S) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? `unknown key; known here: ${Object.keys(shape).join(', ')}` : undefined),
  });
}

/** Refuses what no database holds: U+0000, and halves of characters. */
export const storing = (text: z.ZodString): z.ZodString => text.regex(/^[^\0\p{Surrogate}]*$/u, 'holds a character that cannot be stored');

export const storable = storing(z.string());
