/** Keeps other web pages out while there is no sign-in: a page open in a browser on this machine could otherwise talk to the service. */

import { isIP } from 'node:net';
import type { NextFunction, Request, Response } from 'express';
import { AppError } from '../domain/errors.ts';
import type { ApiDeps } from './deps.ts';
import { isDelivery } from './webhooks.ts';

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

/** The name of a `Host` header without its port and brackets. */
const nameOf = (host: string): string => host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');

/** A foreign name that leads to this machine (DNS rebinding) is no name of ours; addresses cannot be rebound. */
function isOwnName(request: Request, host: string): boolean {
  const name = nameOf(request.headers.host ?? '');
  return name === 'localhost' || name === host || isIP(name) !== 0;
}

/** Browsers say where a request that changes something comes from; programs say nothing. */
function isForeign(request: Request): boolean {
  const origin = request.headers.origin;
  return origin !== undefined && origin.replace(/^https?:\/\//, '') !== request.headers.host;
}

export function guard(deps: ApiDeps) {
  const host = deps.config.host ?? '127.0.0.1';
  return (request: Request, _response: Response, next: NextFunction): void => {
    // Of a delivery the signature is checked instead.
    const open = isDelivery(request);
    if (!open && isLoopback(host) && !isOwnName(request, host))
      throw new AppError('forbidden', `This service is not known as "${request.headers.host ?? ''}".`);
    if (!open && request.method !== 'GET' && request.method !== 'HEAD' && isForeign(request))
      throw new AppError('forbidden', 'Requests from other web pages are not taken.');
    next();
  };
}
