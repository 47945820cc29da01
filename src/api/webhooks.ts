/** `POST /api/v1/webhooks/{source}`: what a provider tells by itself, authorised by its signature alone. */

import type { Express, NextFunction, Request, Response } from 'express';
import { z } from 'zod';
import { receivePush } from '../collection/webhook.ts';
import { AppError } from '../domain/errors.ts';
import type { ApiDeps, Receiver } from './deps.ts';
import { openRoom, type Room } from './webhook-room.ts';

const place = '/api/v1/webhooks/';
const megabytes = 5;
const most = megabytes * 1024 * 1024;
/** Bodies held at a time, all together: whoever sends them need not be authorised. */
const mostHeld = 64 * 1024 * 1024;
/** Each takes a connection to the database, of ten. */
const mostAtOnce = 3;

/** Whether a request is such a delivery: it comes under whatever name the provider was given, and from no page. */
export function isDelivery(request: Request): boolean {
  return request.method === 'POST' && request.originalUrl.startsWith(place);
}

export const deliveryAnswer = z.object({
  id: z.string().describe("The provider's id of the delivery."),
  event: z.string(),
  duplicate: z.boolean().describe('It came before; nothing was done.'),
  ignored: z.string().nullable().describe('Why nothing was taken from it.'),
  collect: z.boolean().describe('It tells of something that it does not hold: the source is read soon.'),
  raws: z.int().describe('Payloads that said something new.'),
  records: z.int().describe('Records made or changed.'),
  rejected: z.int().describe('Payloads that could not be understood; they are kept: GET /sources/{id}/rejected.'),
});

/** For the OpenAPI document. */
export const webhookOperation = {
  method: 'post',
  path: `${place}{source}`,
  summary: 'Takes a webhook of a provider, signed with one of the webhook_secrets of the source.',
  description: [
    'GitHub: events deployment, deployment_status, push, pull_request, workflow_run, release and issues, as application/json.',
    'A repeated delivery, and one that comes late or out of order, changes nothing that is newer. What is not measured is answered 202 with the reason.',
    `At most ${megabytes} MB. Behind a proxy: pass the body and the headers on as they are.`,
  ].join('\n'),
} as const;

/** Refusals of this route, for the document. */
export const webhookRefusals = {
  400: 'It is larger than is taken, or not what the provider sends.',
  401: 'No secret is configured, or the signature fits none.',
  404: 'There is no such source, or one that takes no webhooks.',
  429: 'Too many requests in a minute.',
  503: 'The database cannot be reached, or is busy: deliver it again.',
} as const;

/**
 * The bytes as they came. What is too large is refused by its announced length, or once it has come to the limit: it is neither held nor
 * waited for. Parsers would read it off to its end first.
 */
function readBody(request: Request, room: Room): Promise<Uint8Array> {
  const tooLarge = new AppError('invalid', `The body is larger than ${megabytes} MB, the most that is taken.`);
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge;
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new AppError('invalid', 'The body is compressed: signatures are over the bytes as the provider sent them.');
  return new Promise((done, fail) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const take = (chunk: Uint8Array): void => {
      try {
        if (size + chunk.length > most) throw tooLarge;
        room.hold(chunk.length);
        size += chunk.length;
        chunks.push(chunk);
      } catch (error) {
        request.off('data', take);
        chunks.length = 0;
        fail(error);
      }
    };
    request.on('data', take);
    request.once('end', () => done(Buffer.concat(chunks)));
    request.once('error', fail);
    // Also after a whole body; then it is too late to fail.
    request.once('close', () => fail(new AppError('invalid', 'The body was cut off.')));
    request.res?.once('close', () => room.release(size));
  });
}

function headersOf({ headers }: Request): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]));
}

function receiverOf(deps: ApiDeps, sourceId: string): Receiver {
  const receiver = deps.receivers?.get(sourceId);
  if (receiver === undefined) throw new AppError('not_found', `There is no source "${sourceId}" that takes webhooks.`);
  return receiver;
}

async function take(deps: ApiDeps, room: Room, request: Request, response: Response): Promise<void> {
  const receiver = receiverOf(deps, String(request.params.source));
  const body = await readBody(request, room);
  const now = deps.now();
  const news = await receiver.receive({ headers: headersOf(request), body }, now);
  const { deliveryId: id, ...received } = await room.inTurn(() => receivePush(deps.database.db, receiver, news, now));
  if (received.records > 0) await deriveSoon(deps);
  response
    .status(202)
    .set('Cache-Control', 'no-store')
    .json({ id, ...received });
}

/** It is stored already: where asking fails, the schedule's next look finds it. */
async function deriveSoon(deps: ApiDeps): Promise<void> {
  try {
    await deps.deriveSoon?.();
  } catch (error) {
    deps.log?.warn({ reason: error instanceof Error ? error.message : 'unknown' }, 'Services with news could not be queued at once');
  }
}

/** Mounted before bodies are parsed: signatures are over the bytes as sent. */
export function mountWebhooks(app: Express, deps: ApiDeps): void {
  const room = openRoom(mostHeld, mostAtOnce);
  app.post(`${place}:source`, (request: Request, response: Response, next: NextFunction) => {
    take(deps, room, request, response).catch(next);
  });
}
