/** What a trial cannot see: repositories, records, labels and accounts that were never read. Pure. */

import type { ServiceRecords } from '../delivery/records.ts';
import type { IncidentRule } from '../domain/service.ts';
import type { Collected } from './load.ts';
import type { Warning } from './trial.ts';
import { quoted, recordWords } from './words.ts';

const later = 'They are read once a rule in plumbline.yaml asks for them; until then this trial does not see them.';

const objectOf = (from: string): string => (from === 'merges' ? 'pull_requests' : from);

/** What an incident rule asks for that was never read. */
function unreadIncidents(rule: IncidentRule, { labels, pager }: Collected, services: ReadonlyMap<string, string>): string | null {
  if (rule.from === 'issues') {
    const missing = (rule.labels ?? []).filter((label) => !labels.has(label.toLowerCase()));
    const words = `No issue labelled ${missing.map(quoted).join(' or ')} was collected, and no rule asked for them so far. ${later}`;
    return missing.length === 0 ? null : words;
  }
  if (rule.from !== 'pagerduty') return null;
  if (!pager) return 'No PagerDuty account has been read yet: its incidents are not in this trial.';
  const unknown = (rule.services ?? []).filter((id) => !services.has(id));
  if (unknown.length === 0) return null;
  return `PagerDuty told of no service ${unknown.map(quoted).join(' or ')}. A rule names the last part of a service’s address, such as PABC123.`;
}

/** One warning for each. */
export function uncollected(records: ServiceRecords, collected: Collected, services: ReadonlyMap<string, string>): readonly Warning[] {
  const { settings } = records.service;
  const say = (path: string, message: string): Warning => ({ code: 'not_collected', path, message });
  const repositories = settings.repositories.map((repository, index) => ({ ...repository, path: `repositories[${index}]` }));
  const there = repositories.filter((r) => collected.repositories.has(r.repositoryId));
  const unread = (object: string): string =>
    there
      .filter((r) => !collected.objects.has(`${r.repositoryId} ${object}`))
      .map((r) => r.name)
      .join(', ');
  return [
    ...repositories
      .filter((r) => !collected.repositories.has(r.repositoryId))
      .map((r) => say(r.path, `${r.name} has not been collected yet: its history is not in this trial.`)),
    ...repositories
      .filter((r) => collected.pathless.has(r.repositoryId))
      .map((r) =>
        say(
          r.path,
          `The changed paths of some commits of ${r.name} were not collected: such commits count as the service’s, whatever the globs say.`,
        ),
      ),
    ...settings.deployments.flatMap((rule, index) => {
      const names = rule.from === 'events' ? '' : unread(objectOf(rule.from));
      const words = recordWords[rule.from];
      return names === ''
        ? []
        : [say(`deployments[${index}]`, `${words[0]?.toUpperCase()}${words.slice(1)} of ${names} have never been read. ${later}`)];
    }),
    ...settings.incidents.flatMap((rule, index) => {
      const message = unreadIncidents(rule, collected, services);
      return message === null ? [] : [say(`incidents[${index}]`, message)];
    }),
  ];
}
