/** From configured sources to the receivers of their webhooks. */

import type { Receiver } from '../api/deps.ts';
import type { Config, SourceConfig } from '../config.ts';
import { openGithubReceive } from '../sources/github/webhook.ts';
import { sourceKinds } from '../sources/index.ts';
import { openPagerdutyReceive } from '../sources/pagerduty/webhook.ts';
import type { Receive } from '../sources/source.ts';

/** Null for a kind of source that cannot be told anything. */
function receiveOf(source: SourceConfig): Receive | null {
  if (source.kind === 'pagerduty') return openPagerdutyReceive({ sourceId: source.id, secrets: source.webhookSecrets });
  if (source.kind !== 'github') return null;
  const { id: sourceId, repositories, since, issueLabels, workflowRuns, objects, webhookSecrets: secrets } = source;
  return openGithubReceive({ sourceId, repositories, since, issueLabels, workflowRuns, objects: new Set(objects), secrets });
}

/** By source id. Also sources without secrets are there: they refuse each delivery and say what is missing. */
export function openReceivers(config: Config): ReadonlyMap<string, Receiver> {
  const normalizers = new Map(sourceKinds.map(({ kind, normalize }) => [kind, normalize]));
  return new Map(
    config.sources.flatMap((source): [string, Receiver][] => {
      const receive = receiveOf(source);
      const normalize = normalizers.get(source.kind);
      return receive === null || normalize === undefined ? [] : [[source.id, { sourceId: source.id, normalize, receive }]];
    }),
  );
}
