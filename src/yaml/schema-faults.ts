/** What a schema finds, as faults of a file. */

import type { z } from 'zod';
import type { Fault, Path } from './faults.ts';

/** `unmatched` is said of an entry whose kind is unknown. */
export function schemaFaults(error: z.ZodError, unmatched = 'is none of the kinds that are known here'): readonly Fault[] {
  return error.issues.flatMap((issue): Fault[] => {
    const path: Path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ path, key, message: `"${key}": ${issue.message}` }));
    if (issue.code === 'invalid_union' && 'discriminator' in issue && issue.errors.length === 0) return [{ path, message: unmatched }];
    return [{ path, message: issue.message.endsWith('received undefined') ? 'is required' : issue.message }];
  });
}
