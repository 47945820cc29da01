/** One declaration a route: it validates what comes in, types the handler, and writes its part of the OpenAPI document. */

import type { Express, Request, Response } from 'express';
import { z } from 'zod';
import type { ApiDeps } from './deps.ts';

type Shape = z.ZodType;

export type Route = {
  readonly method: 'get' | 'post';
  /** Below `/api/v1`, with `{name}` for parameters. */
  readonly path: string;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly answer: Shape;
  readonly status: 200 | 202;
  readonly handle: (deps: ApiDeps, request: { readonly params: unknown; readonly query: unknown }) => Promise<unknown>;
};

type Declaration<P extends z.ZodObject, Q extends z.ZodObject> = {
  readonly method?: 'get' | 'post';
  readonly path: string;
  readonly summary: string;
  readonly params?: P;
  readonly query?: Q;
  readonly answer: Shape;
  readonly status?: 200 | 202;
  readonly handle: (deps: ApiDeps, request: { readonly params: z.output<P>; readonly query: z.output<Q> }) => Promise<unknown>;
};

/** Declares a route; the handler gets its parameters parsed. Answers may hold `Date`s: they leave as ISO instants. */
export function route<P extends z.ZodObject, Q extends z.ZodObject>(declared: Declaration<P, Q>): Route {
  // `mount` hands the handler only what these very schemas parsed, which the list of routes cannot say in its type.
  const handle = declared.handle as Route['handle'];
  return { ...declared, method: declared.method ?? 'get', status: declared.status ?? 200, handle };
}

/** A route that takes no parameters says so to whoever gives one. */
const none = z.strictObject({});

async function answer(found: Route, deps: ApiDeps, request: Request, response: Response): Promise<void> {
  const params = found.params ? found.params.parse(request.params) : {};
  const query = (found.query ?? none).parse(request.query);
  const body = JSON.stringify(await found.handle(deps, { params, query }));
  if (deps.checkAnswers) found.answer.parse(JSON.parse(body));
  response.status(found.status).set('Cache-Control', 'no-store').type('application/json').send(body);
}

/** Puts routes on an express application. */
export function mount(app: Express, deps: ApiDeps, routes: readonly Route[]): void {
  for (const declared of routes) {
    const path = `/api/v1${declared.path.replace(/\{(\w+)\}/g, ':$1')}`;
    app[declared.method](path, (request, response) => answer(declared, deps, request, response));
  }
}
