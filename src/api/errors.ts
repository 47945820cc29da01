/** The one place where a failure becomes a status and a sentence. Details go to the log, never to the reader. */

import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { ZodError } from 'zod';
import { isDatabaseLost } from '../collection/lost.ts';
import { AppError, type ErrorCode } from '../domain/errors.ts';
import type { ApiDeps } from './deps.ts';

const statuses: Readonly<Record<ErrorCode, number>> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  rate_limited: 429,
  unavailable: 503,
  internal: 500,
};

function invalid(error: ZodError): AppError {
  const said = error.issues.map((issue) => {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue.path.join('.');
    return `${keys || 'body'}: ${issue.code === 'unrecognized_keys' ? 'is not a parameter of this address' : issue.message}`;
  });
  return new AppError('invalid', said.join('; '), said);
}

/** Express and its parsers mark their own complaints about a request with a 4xx status. */
function statusOf(error: unknown): number | null {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : null;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}

/** What a reader may know of an error; anything unexpected becomes one bland sentence. */
function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof ZodError) return invalid(error);
  if (isDatabaseLost(error))
    return new AppError('unavailable', 'The database cannot be reached just now. Try again in a moment.', undefined, error);
  const status = statusOf(error);
  if (status === 413) return new AppError('invalid', 'The body is too large.', undefined, error);
  if (status !== null)
    return new AppError('invalid', 'The request cannot be read: its address or its body is malformed.', undefined, error);
  return new AppError('internal', 'Something unexpected happened. The log has the details under this request id.', undefined, error);
}

/** Answers `{ error: { code, message, details?, requestId } }`; after the answer has begun the connection is cut instead. */
export function errorHandler(deps: ApiDeps) {
  return (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    const known = asAppError(error);
    const requestId = randomUUID();
    const level = known.code === 'internal' ? 'error' : 'info';
    deps.log?.[level](
      {
        requestId,
        code: known.code,
        path: request.path,
        err: known.code === 'internal' || known.code === 'unavailable' ? error : undefined,
      },
      known.message,
    );
    const { code, message, details } = known;
    if (response.headersSent) next(error);
    else response.status(statuses[code]).json({ error: { code, message, ...(details === undefined ? {} : { details }), requestId } });
  };
}
