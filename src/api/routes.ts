/** Every route of the interface; the OpenAPI document and the contract tests go through this list. */

import type { Route } from './route.ts';
import { assessmentRoutes } from './routes-assessments.ts';
import { catalogRoutes } from './routes-catalog.ts';
import { deliveryRoutes } from './routes-delivery.ts';
import { evidenceRoutes } from './routes-evidence.ts';
import { flowRoutes } from './routes-flow.ts';
import { ledgerRoutes } from './routes-ledger.ts';
import { metricRoutes } from './routes-metrics.ts';
import { planRoutes } from './routes-plans.ts';
import { resultRoutes } from './routes-results.ts';
import { rulesRoutes } from './routes-rules.ts';
import { transferRoutes } from './routes-transfer.ts';

export const routes: readonly Route[] = [
  ...metricRoutes,
  ...flowRoutes,
  ...deliveryRoutes,
  ...ledgerRoutes,
  ...rulesRoutes,
  ...assessmentRoutes,
  ...evidenceRoutes,
  ...resultRoutes,
  ...planRoutes,
  ...transferRoutes,
  ...catalogRoutes,
];
