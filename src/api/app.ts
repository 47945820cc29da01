/** The HTTP application: built here, listened to by whoever starts it. */

import express, { type Express, type Request } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { AppError } from '../domain/errors.ts';
import type { ApiDeps } from './deps.ts';
import { docsPage } from './docs.ts';
import { errorHandler } from './errors.ts';
import { guard } from './guard.ts';
import { mountHealth } from './health.ts';
import { openapiDocument } from './openapi.ts';
import { mountPages } from './pages.ts';
import { mount } from './route.ts';
import { routes } from './routes.ts';
import { stream } from './stream.ts';
import { isDelivery, mountWebhooks } from './webhooks.ts';

/** Nothing from elsewhere, no inline script, no framing. Plain http on a loopback address must go on working, so no upgrade. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    fontSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
};

/** Far above what a dashboard asks; a runaway script is told to slow down. */
const limits = { windowMs: 60_000, limit: 3_000, standardHeaders: 'draft-8', legacyHeaders: false } as const;

function limiter(skip: (request: Request) => boolean) {
  const refused = new AppError('rate_limited', 'Too many requests in a minute. Wait a moment and try again.');
  // Behind a proxy all count as one: what a request says of where it comes from could be invented, so it is not asked.
  return rateLimit({
    ...limits,
    skip,
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    handler: (_request, _response, next) => next(refused),
  });
}

export function buildApp(deps: ApiDeps): Express {
  const app = express();
  app.disable('x-powered-by').set('query parser', 'simple');
  app.use(helmet({ contentSecurityPolicy, hsts: false, crossOriginOpenerPolicy: false, originAgentCluster: false }));
  app.use(guard(deps));
  mountHealth(app, deps);
  // Two counts: a burst of deliveries, signed or not, keeps nobody from the pages, and the other way round.
  app.use(
    '/api',
    limiter((request) => isDelivery(request)),
  );
  app.use(
    '/api',
    limiter((request) => !isDelivery(request)),
  );
  mountWebhooks(app, deps);
  // What was exported can be imported.
  app.use('/api/v1/ledger/file', express.json({ limit: '64mb' }));
  app.use('/api/v1/assessments/campaigns/import', express.json({ limit: '16mb' }));
  app.use('/api', express.json({ limit: '1mb' }));
  const document = openapiDocument();
  app.get('/api/v1/openapi.json', (_request, response) => {
    response.json(document);
  });
  app.get('/api/v1/docs', (_request, response) => {
    response.type('html').send(docsPage());
  });
  app.get('/api/v1/stream', stream(deps));
  mount(app, deps, routes);
  app.use('/api', (request) => {
    throw new AppError('not_found', `There is no ${request.method} ${request.originalUrl.split('?')[0]}. See /api/v1/docs.`);
  });
  if (deps.webFolder !== undefined) mountPages(app, deps.webFolder);
  app.use((request) => {
    throw new AppError('not_found', `There is nothing at ${request.path}.`);
  });
  app.use(errorHandler(deps));
  return app;
}
