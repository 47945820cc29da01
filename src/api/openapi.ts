/** The OpenAPI 3.1 document, written from the routes themselves. */

import { extendZodWithOpenApi, OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import type { Route } from './route.ts';
import { routes } from './routes.ts';
import { streamOperation } from './stream.ts';
import { deliveryAnswer, webhookOperation, webhookRefusals } from './webhooks.ts';

extendZodWithOpenApi(z);

const errorShape = z.object({
  error: z.object({ code: z.string(), message: z.string(), details: z.unknown().optional(), requestId: z.string() }),
});
const json = (schema: z.ZodType) => ({ 'application/json': { schema } });
const csv = (route: Route) => (route.csv === undefined ? {} : { 'text/csv': { schema: { type: 'string' as const } } });
const refusals = {
  400: 'The request is malformed; the message names the parameter.',
  404: 'There is no such thing.',
  503: 'The database cannot be reached.',
};

function operation(route: Route): Parameters<OpenAPIRegistry['registerPath']>[0] {
  const errors = Object.entries(refusals).map(([status, description]) => [status, { description, content: json(errorShape) }]);
  return {
    method: route.method,
    path: `/api/v1${route.path}`,
    summary: route.summary,
    request: {
      ...(route.params && { params: route.params }),
      ...(route.query && { query: route.query }),
      ...(route.body && { body: { content: json(route.body), required: true } }),
    },
    responses: {
      [route.status]: { description: 'The answer.', content: { ...json(route.answer), ...csv(route) } },
      ...Object.fromEntries(errors),
    },
  };
}

const eventsOperation: Parameters<OpenAPIRegistry['registerPath']>[0] = {
  ...streamOperation,
  responses: {
    200: { description: 'Events, until either side goes.', content: { 'text/event-stream': { schema: z.string() } } },
    503: { description: 'Too many listen already, or the service is stopping.', content: json(errorShape) },
  },
};

const deliveryOperation: Parameters<OpenAPIRegistry['registerPath']>[0] = {
  ...webhookOperation,
  request: {
    params: z.object({ source: z.string() }),
    body: { content: json(z.looseObject({})), required: true },
  },
  responses: {
    202: { description: 'It is stored, or there was nothing to store.', content: json(deliveryAnswer) },
    ...Object.fromEntries(
      Object.entries(webhookRefusals).map(([status, description]) => [status, { description, content: json(errorShape) }]),
    ),
  },
};

/** The document; its version is that of the interface, not of the program. */
export function openapiDocument(): object {
  const registry = new OpenAPIRegistry();
  for (const route of routes) registry.registerPath(operation(route));
  registry.registerPath(eventsOperation);
  registry.registerPath(deliveryOperation);
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Plumbline',
      version: '1',
      description: 'Durations in seconds, frequency per day, rates 0 to 1; null is unknown. Lists page by cursor.',
    },
  });
}
