/** One repository of the service after the steps that need no other repository. Failures and incidents look across lanes. */

import type { Child } from './children.ts';
import { type Classified, classify } from './classify.ts';
import { type Contained, contain } from './contain.ts';
import { fold } from './fold.ts';
import type { History } from './history.ts';
import { type PullLinks, pullLinks } from './squash.ts';

export type Lane = {
  readonly history: History;
  readonly links: PullLinks;
  readonly deployments: readonly Classified[];
  readonly byId: ReadonlyMap<string, Classified>;
  readonly contained: Contained;
};

/** Folds, classifies and walks the children of one repository. */
export function laneOf(history: History, children: readonly Child[], foldSeconds: number): Lane {
  const links = pullLinks(history);
  const deployments = classify(history, fold(children, foldSeconds));
  const byId = new Map(deployments.map((d) => [d.deploymentId, d]));
  return { history, links, deployments, byId, contained: contain(history, links, deployments) };
}
