/** What a person should look at before keeping the rules: rules that take everything or nothing, or leave nothing to others. Pure. */

import { refusedBy } from '../delivery/incidents.ts';
import type { ServiceFacts, ServiceRecords } from '../delivery/records.ts';
import type { IncidentEvent } from '../domain/records.ts';
import type { Candidate } from './deployments.ts';
import type { Collected } from './load.ts';
import { deploymentWarnings, environmentWarnings } from './rule-warnings.ts';
import type { Warning } from './trial.ts';
import { uncollected } from './uncollected.ts';
import { incidentWords, many } from './words.ts';

function incidentWarnings(records: ServiceRecords, events: readonly IncidentEvent[], production: number): readonly Warning[] {
  const { settings } = records.service;
  const repositories = new Set(settings.repositories.map((r) => r.repositoryId));
  return settings.incidents.flatMap((rule, index): readonly Warning[] => {
    const path = `incidents[${index}]`;
    const words = incidentWords[rule.from];
    const name = `Incident rule ${index + 1}`;
    const ofKind = events.filter((event) => event.origin === rule.from);
    const fitting = ofKind.filter((event) => refusedBy(rule, event, repositories) === null);
    if (fitting.length === 0) {
      const message =
        ofKind.length === 0
          ? `${name} takes nothing: no ${words} opened in these days were collected.`
          : `${name} takes none of the ${ofKind.length} ${words} of these days.`;
      return [{ code: 'takes_nothing', path, message }];
    }
    const earlier = settings.incidents.slice(0, index);
    if (fitting.every((event) => earlier.some((other) => refusedBy(other, event, repositories) === null)))
      return [{ code: 'shadowed', path, message: `${name} changes nothing: what fits it is taken by an earlier rule.` }];
    if (fitting.length < ofKind.length || ofKind.length < 2) return [];
    const services = new Set(ofKind.map((event) => event.providerService ?? ''));
    if (rule.from !== 'issues' && services.size > 1)
      return [
        {
          code: 'takes_everything',
          path,
          message: `${name} takes all ${ofKind.length} ${words} of these days, though they are of ${services.size} services of the provider.`,
        },
      ];
    return rule.from === 'issues' && production > 0 && ofKind.length > production
      ? [
          {
            code: 'takes_everything',
            path,
            message: `${name} takes all ${ofKind.length} issues collected of these days, more than there are production deployments (${production}). Did each of them hurt users?`,
          },
        ]
      : [];
  });
}

/** Warnings in the order in which they matter: what the trial cannot see, then what looks wrong in it. */
export function warningsOf(
  records: ServiceRecords,
  facts: ServiceFacts,
  seen: {
    readonly candidates: readonly Candidate[];
    readonly incidents: readonly IncidentEvent[];
    readonly collected: Collected;
    /** Names of providers' services by id. */
    readonly services: ReadonlyMap<string, string>;
    /** Production deployments that finished in the window. */
    readonly production: number;
    readonly news: boolean;
  },
): readonly Warning[] {
  const { settings } = records.service;
  const ever = facts.deployments.filter((d) => d.tier === 'production' && d.outcome === 'succeeded').length;
  const nowhere: readonly Warning[] =
    settings.deployments.length === 0
      ? [{ code: 'no_production', path: 'deployments', message: 'There is no rule that says what a deployment is.' }]
      : ever === 0
        ? [{ code: 'no_production', path: 'deployments', message: 'Nothing that was collected counts as a production deployment.' }]
        : seen.production === 0
          ? [
              {
                code: 'no_production',
                path: 'deployments',
                message: `No production deployment finished in these days; ${many(ever, 'one did', 'did')} before or after.`,
              },
            ]
          : [];
  const quiet: readonly Warning[] =
    settings.incidents.length === 0 && settings.failures.incident
      ? [
          {
            code: 'no_incidents',
            path: 'incidents',
            message: 'There is no incident rule, so the metrics about failures have no source.',
          },
        ]
      : [];
  const unread = uncollected(records, seen.collected, seen.services);
  const explained = new Set(unread.map(({ path }) => path));
  const rules = [...deploymentWarnings(records, seen.candidates), ...incidentWarnings(records, seen.incidents, seen.production)];
  return [
    ...unread,
    // That a rule takes nothing is said once, with its cause where that is known.
    ...rules.filter(({ code, path }) => code !== 'takes_nothing' || !explained.has(path)),
    ...environmentWarnings(records, seen.candidates),
    ...nowhere,
    ...quiet,
    ...(seen.news
      ? [
          {
            code: 'news' as const,
            path: null,
            message: 'News of this service is still being worked in: the numbers of other pages follow in a moment.',
          },
        ]
      : []),
  ];
}
