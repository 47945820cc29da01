/** A limit for what is reckoned at one go: proposed patterns may go back and forth over a text for ever, and everything else would wait. */

import { Script } from 'node:vm';
import { AppError } from '../domain/errors.ts';

const script = new Script('work()');

/** The error belongs to the script's own world, where `Error` is another. */
const isTimeOut = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';

/** Runs `work`, which must be synchronous and change nothing, and stops it after so many milliseconds. @throws AppError `invalid` then. */
export function withinTime<T>(work: () => T, limitMs: number): T {
  try {
    // The script does nothing but call `work`, and answers what that answers.
    return script.runInNewContext({ work }, { timeout: limitMs }) as T;
  } catch (error) {
    if (!isTimeOut(error)) throw error;
    throw new AppError(
      'invalid',
      `These rules take more than ${Math.round(limitMs / 1000)} s on this history. Is there a pattern (source_commit, a glob) that backtracks?`,
      undefined,
      error,
    );
  }
}
