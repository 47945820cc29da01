/** Is the process alive, can it answer, and how it fares: for whoever runs it. Outside `/api/v1`. */

import type { Express } from 'express';
import { sql } from 'kysely';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { AppError } from '../domain/errors.ts';
import type { ApiDeps } from './deps.ts';

export function mountHealth(app: Express, deps: ApiDeps): void {
  const register = new Registry();
  collectDefaultMetrics({ register, prefix: 'plumbline_' });
  const seconds = new Histogram({
    name: 'plumbline_http_request_seconds',
    help: 'Answering time of requests.',
    labelNames: ['method', 'status'],
    registers: [register],
  });
  app.use((request, response, next) => {
    const stop = seconds.startTimer({ method: request.method });
    response.on('finish', () => {
      const took = stop({ status: response.statusCode });
      deps.log?.info({ method: request.method, path: request.path, status: response.statusCode, ms: Math.round(took * 1000) }, 'request');
    });
    next();
  });
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'alive', version: deps.version });
  });
  app.get('/readyz', async (_request, response) => {
    try {
      await sql`select 1`.execute(deps.database.db);
    } catch (cause) {
      throw new AppError('unavailable', 'The database cannot be reached just now.', undefined, cause);
    }
    response.json({ status: 'ready' });
  });
  app.get('/metrics', async (_request, response) => {
    response.type(register.contentType).send(await register.metrics());
  });
}
