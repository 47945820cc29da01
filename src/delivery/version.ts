/** Which commit an event deployed, and what a person calls that version. */

import type { DeploymentEvent } from '../domain/records.ts';
import { commitAt, findCommit, type History } from './history.ts';

export type DeployedCommit = { readonly sha: string | null; readonly commit: number | null };

const unknown: DeployedCommit = { sha: null, commit: null };

/** A short sha counts only when it is unambiguous; a full one is kept also when the commit was never collected. */
function resolve(history: History, text: string): DeployedCommit {
  const commit = findCommit(history, text);
  if (commit !== null) return { sha: history.graph.shas[commit] ?? null, commit };
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(text) ? { sha: text.toLowerCase(), commit: null } : unknown;
}

/**
 * The commit an event deployed. With a source pattern the deployed commit's message, else the event's title, else its branch may point
 * to the source commit; a pointer that leads nowhere makes the commit unknown, no pointer leaves the deployed commit.
 */
export function deployedCommit(history: History, event: DeploymentEvent, pattern: RegExp | null): DeployedCommit {
  const deployed = event.sha === null ? unknown : resolve(history, event.sha);
  if (pattern === null) return deployed;
  const message = deployed.commit === null ? null : commitAt(history, deployed.commit).message;
  for (const text of [message, event.title, event.branch]) {
    const source = text === null ? undefined : pattern.exec(text)?.groups?.sha;
    if (source !== undefined) return resolve(history, source);
  }
  return deployed;
}

/** A tag, else the short commit id, else a branch: one branch is deployed again and again, so its name tells nothing apart. */
export function versionOf(event: DeploymentEvent, sha: string | null, tag: string | undefined): string | null {
  if (event.origin === 'releases' || event.origin === 'tags') return event.name;
  return tag ?? sha?.slice(0, 7) ?? event.branch;
}
