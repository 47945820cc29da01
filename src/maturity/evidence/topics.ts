/** The topics rules are computed from. A rule none of them tells has no source. */

import { beginnings } from './rules/beginnings.ts';
import { changes } from './rules/changes.ts';
import { delivered, deployments } from './rules/deployments.ts';
import { incidents } from './rules/incidents.ts';
import { repositories } from './rules/repositories.ts';
import { runs } from './rules/runs.ts';
import { services, told } from './rules/services.ts';
import { unclaimed } from './rules/unclaimed.ts';
import { alerts, previews, workflows, youngRepositories } from './rules/workflows.ts';
import type { Topic } from './topic.ts';

export const topics: readonly Topic[] = [
  changes,
  delivered,
  deployments,
  incidents,
  unclaimed,
  runs,
  beginnings,
  services,
  told,
  repositories,
  workflows,
  youngRepositories,
  alerts,
  previews,
];
