/** `GET /api/v1/stream`: what changes, as server-sent events, until the listener or the service goes. */

import type { Request, Response } from 'express';
import { z } from 'zod';
import { AppError } from '../domain/errors.ts';
import type { ApiDeps } from './deps.ts';
import { openWatch, usualPace } from './stream-watch.ts';

/** Listeners at a time in one process; each holds a connection. */
const usualMost = 200;
/** After a lost connection a browser comes back after this long, milliseconds. */
const retry = 2000;
/** A listener that does not read is let go once this much waits for it, bytes. */
const mostWaiting = 1_048_576;

const none = z.strictObject({});

/** For the OpenAPI document. */
export const streamOperation = {
  method: 'get',
  path: '/api/v1/stream',
  summary: 'What changes, as it changes: server-sent events, for as long as one listens.',
  description: [
    'On coming: one `collection` for every source and one `data`. Then only changes.',
    '`collection`: `{ sourceId, state, stateReason, progress, lastStartedAt, lastFinishedAt, lastSuccessAt, lastError, lastErrorAt, nextRunAt }`.',
    '`data`: `{ derivedAt, services }`: the newest derivation, and the services whose facts are new (none on coming, unless Last-Event-ID says what was seen).',
    '`trouble`: `{ message }`, null when it is over.',
    'Every id names the facts as they were; the same in every process. A comment every 15 seconds keeps the connection.',
  ].join('\n'),
} as const;

const headers = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  // Neither kept nor repacked nor collected on the way: an event is worth something only at once.
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
} as const;

/** The handler of the route. All of an application's listeners share one watch. */
export function stream(deps: ApiDeps) {
  const { stopping, log } = deps;
  const watch = openWatch({
    db: deps.database.db,
    pace: deps.pace ?? usualPace,
    log: (error) => log?.warn({ err: error }, 'Changes cannot be watched'),
  });
  const most = deps.mostListeners ?? usualMost;
  return (request: Request, response: Response): void => {
    none.parse(request.query);
    if (stopping?.aborted) throw new AppError('unavailable', 'The service is stopping.');
    if (watch.listeners() >= most)
      throw new AppError('unavailable', `${most} listeners are watching already. Ask again later; nothing else is affected.`);
    response.writeHead(200, headers);
    if (request.method === 'HEAD') return void response.end();
    response.write(`retry: ${retry}\n\n`);
    const last = request.get('Last-Event-ID') ?? null;
    const send = (text: string): void => {
      if (response.writableEnded || response.destroyed) return;
      if (response.writableLength > mostWaiting) response.destroy();
      else response.write(text);
    };
    const leave = watch.join({ last, send });
    const end = (): void => void response.end();
    stopping?.addEventListener('abort', end, { once: true });
    response.on('close', () => {
      stopping?.removeEventListener('abort', end);
      leave();
    });
  };
}
