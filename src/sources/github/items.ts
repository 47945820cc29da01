/** What polled and pushed objects have in common on their way to raw items. Pure. */

import { numberOf, type Row, textOf } from './lists.ts';

/** Where a deployment's page is: GitHub has one an environment. */
export function deploymentPage(repositoryUrl: string | null, deployment: Row): string | null {
  const environment = textOf(deployment, 'environment');
  return repositoryUrl === null ? null : `${repositoryUrl}/deployments${environment === null ? '' : `/${encodeURIComponent(environment)}`}`;
}

/** Every attempt of a run is an object of its own. */
export function runExternalId(run: Row): string {
  return `${String(run.id)}/${numberOf(run, 'run_attempt') ?? 1}`;
}

/** GitHub lists pull requests among the issues. */
export function isPull(issue: Row): boolean {
  return issue.pull_request !== undefined && issue.pull_request !== null;
}

/** The names of an issue's labels in lower case. */
export function labelNames(issue: Row): readonly string[] {
  return (Array.isArray(issue.labels) ? issue.labels : []).map((label: unknown) =>
    typeof label === 'object' && label !== null && 'name' in label ? String(label.name).toLowerCase() : String(label).toLowerCase(),
  );
}
