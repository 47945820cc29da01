/** One declaration a route: it validates what comes in, types the handler, and writes its part of the OpenAPI document. */

import type { Express, Request, Response } from 'express';
import { z } from 'zod';
import { type AskPage, type CsvSheet, mostRows, sendCsv } from './csv.ts';
import type { ApiDeps } from './deps.ts';

type Shape = z.ZodType;

export type Route = {
  readonly method: 'get' | 'post';
  /** Below `/api/v1`, with `{name}` for parameters. */
  readonly path: string;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Of a `post`: its JSON body. */
  readonly body?: Shape;
  readonly answer: Shape;
  readonly status: 200 | 201 | 202;
  /** Its columns, where the list can also be had as CSV. */
  readonly csv?: CsvSheet;
  readonly handle: (
    deps: ApiDeps,
    request: { readonly params: unknown; readonly query: unknown; readonly body: unknown },
  ) => Promise<unknown>;
};

type Declaration<P extends z.ZodObject, Q extends z.ZodObject, A, B extends Shape> = {
  readonly method?: 'get' | 'post';
  readonly path: string;
  readonly summary: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly answer: Shape;
  readonly status?: 200 | 201 | 202;
  /** For routes that answer a page, or something that rows can be made of. */
  readonly csv?: CsvSheet<A>;
  readonly handle: (
    deps: ApiDeps,
    request: { readonly params: z.output<P>; readonly query: z.output<Q>; readonly body: z.output<B> },
  ) => Promise<A>;
};

/** A route that takes no parameters says so to whoever gives one. */
const none = z.strictObject({});

const format = {
  format: z
    .enum(['json', 'csv'])
    .optional()
    .describe(`csv (or \`Accept: text/csv\`): the whole list as a file, whatever \`limit\` and \`after\`, at most ${mostRows} rows.`),
};

/** Declares a route; the handler gets its parameters parsed. Answers may hold `Date`s: they leave as ISO instants. */
export function route<P extends z.ZodObject, Q extends z.ZodObject, A, B extends Shape = z.ZodUndefined>(
  declared: Declaration<P, Q, A, B>,
): Route {
  // `mount` hands the handler only what these very schemas parsed, and rows only what it answers, which the list of routes cannot say.
  const handle = declared.handle as Route['handle'];
  const { csv, ...rest } = declared;
  const query = declared.csv === undefined ? declared.query : (declared.query ?? none).extend(format);
  return {
    ...rest,
    ...(csv === undefined ? {} : { csv: csv as CsvSheet }),
    ...(query === undefined ? {} : { query }),
    method: declared.method ?? 'get',
    status: declared.status ?? 200,
    handle,
  };
}

/** The parameter decides; without it, what the reader takes, JSON before CSV. */
function wantsCsv(request: Request, query: { readonly format?: unknown }): boolean {
  return query.format === undefined ? request.accepts(['json', 'csv']) === 'csv' : query.format === 'csv';
}

async function answer(found: Route, deps: ApiDeps, request: Request, response: Response): Promise<void> {
  const params = found.params ? found.params.parse(request.params) : {};
  const query = (found.query ?? none).parse(request.query);
  const body = found.body?.parse(request.body);
  if (found.csv !== undefined && wantsCsv(request, query)) {
    const { after: _, ...whole } = query;
    const ask: AskPage = async (paging) => {
      const page = await found.handle(deps, { params, query: { ...whole, ...paging }, body });
      if (deps.checkAnswers) found.answer.parse(JSON.parse(JSON.stringify(page)));
      return page;
    };
    await sendCsv(found.csv, ask, deps.now(), response.vary('Accept'));
    return;
  }
  const said = JSON.stringify(await found.handle(deps, { params, query, body }));
  if (deps.checkAnswers) found.answer.parse(JSON.parse(said));
  if (found.csv !== undefined) response.vary('Accept');
  response.status(found.status).set('Cache-Control', 'no-store').type('application/json').send(said);
}

/** Puts routes on an express application. */
export function mount(app: Express, deps: ApiDeps, routes: readonly Route[]): void {
  for (const declared of routes) {
    const path = `/api/v1${declared.path.replace(/\{(\w+)\}/g, ':$1')}`;
    app[declared.method](path, (request, response) => answer(declared, deps, request, response));
  }
}
