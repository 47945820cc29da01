/** From any error to one readable message and an exit code: 0 done, 1 failed, 2 bad input, 130 stopped by Ctrl-C. */

import { CommanderError } from 'commander';
import { AppError, type ErrorCode } from '../domain/errors.ts';
import { SourceError } from '../sources/source.ts';

export type Failure = { readonly exit: number; readonly message: string | null };

const badInput: readonly ErrorCode[] = ['invalid', 'not_found'];

function failureOf(error: unknown): Failure {
  if (error instanceof CommanderError) {
    // Help and version are answers; what commander complains about it has printed already.
    return { exit: error.exitCode === 0 ? 0 : 2, message: null };
  }
  if (error instanceof AppError) return { exit: badInput.includes(error.code) ? 2 : 1, message: error.message };
  if (error instanceof SourceError) return { exit: 1, message: `${error.message} ${error.advice}` };
  const detail = error instanceof Error ? error.message : String(error);
  return { exit: 1, message: `Unexpected failure: ${detail} (LOG_LEVEL=debug shows where).` };
}

/** What to print and how to end. A stack only for those who ask with LOG_LEVEL=debug. */
export function explainFailure(error: unknown, state: { readonly interrupted: boolean; readonly debug: boolean }): Failure {
  if (state.interrupted) return { exit: 130, message: 'Stopped.' };
  const failure = failureOf(error);
  if (!state.debug || !(error instanceof Error) || error instanceof CommanderError) return failure;
  return { ...failure, message: [failure.message, error.stack, ...causes(error)].filter((part) => part !== null).join('\n') };
}

function causes(error: Error): readonly string[] {
  const { cause } = error;
  return cause instanceof Error ? [`caused by ${cause.stack ?? cause.message}`, ...causes(cause)] : [];
}
