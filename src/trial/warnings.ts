/** What a person should look at before keeping the rules: rules that take everything or nothing, and what was never collected. Pure. */

import { readyRules } from '../delivery/detect.ts';
import { refusedBy } from '../delivery/incidents.ts';
import type { ServiceFacts, ServiceRecords } from '../delivery/records.ts';
import { judgeEnvironment } from '../domain/environment.ts';
import type { DeploymentEvent, IncidentEvent } from '../domain/records.ts';
import type { Candidate } from './deployments.ts';
import type { Collected } from './load.ts';
import type { Warning } from './trial.ts';
import { incidentWords, many, quoted, recordWords } from './words.ts';

/** What tells records of a kind apart for a rule: different ones should hardly all be deployments to production. */
function sortOf(event: DeploymentEvent): string {
  if (event.origin === 'deployments' || event.origin === 'rollouts') return event.environment ?? '';
  if (event.origin === 'merges') return event.branch ?? '';
  // `v1.2` and `v1.3` are of one sort, `docs-1` is not.
  if (event.origin === 'releases' || event.origin === 'tags') return (event.name ?? '').replace(/\d.*$/, '');
  return event.name ?? '';
}

const sortWords: Readonly<Record<string, string>> = {
  deployments: 'environments',
  rollouts: 'namespaces',
  merges: 'target branches',
  releases: 'sorts of names',
  tags: 'sorts of names',
  workflow_runs: 'workflows',
  builds: 'jobs',
  events: 'sorts',
};

function rulesOf(records: ServiceRecords, candidates: readonly Candidate[]): readonly Warning[] {
  const { settings } = records.service;
  const rules = readyRules(settings);
  const live = candidates.map(({ event }) => event).filter((event) => !event.removed);
  return rules.flatMap((ready, index): readonly Warning[] => {
    const { rule } = ready;
    const path = `deployments[${index}]`;
    const ofKind = live.filter((event) => event.origin === rule.from);
    const fitting = ofKind.filter(ready.takes);
    const words = recordWords[rule.from];
    if (ofKind.length === 0)
      return [
        { code: 'takes_nothing', path, message: `Rule ${index + 1} takes nothing: no ${words} were collected from these repositories.` },
      ];
    if (fitting.length === 0) {
      const [miss] = ofKind.flatMap((event) => ready.misses(event) ?? []);
      const why = miss === undefined ? '' : ` For instance, ${miss.setting} ${quoted(miss.value ?? '')} is not ${quoted(miss.wanted)}.`;
      return [{ code: 'takes_nothing', path, message: `Rule ${index + 1} takes none of the ${ofKind.length} ${words} collected.${why}` }];
    }
    const taken = fitting.filter((event) => !rules.slice(0, index).some((earlier) => earlier.takes(event)));
    if (taken.length === 0)
      return [
        {
          code: 'shadowed',
          path,
          message: `Rule ${index + 1} changes nothing: all ${fitting.length} ${words} that fit it are taken by an earlier rule.`,
        },
      ];
    const sorts = new Set(ofKind.filter((event) => !event.preRelease).map(sortOf));
    const production = ofKind.every((event) => {
      if (!ready.takes(event)) return false;
      const place = rule.from === 'deployments' ? event.environment : (rule.environment ?? event.environment);
      return (
        (place === null && rule.from !== 'deployments') ||
        rule.from === 'releases' ||
        rule.from === 'tags' ||
        judgeEnvironment(place, event.productionHint, settings.productionWords).tier === 'production'
      );
    });
    return production && sorts.size > 1
      ? [
          {
            code: 'takes_everything',
            path,
            message: `Rule ${index + 1} takes all ${ofKind.length} ${words} as production, though they are of ${sorts.size} ${sortWords[rule.from]} (${some(sorts)}).`,
          },
        ]
      : [];
  });
}

function some(texts: ReadonlySet<string>): string {
  const named = [...texts].sort().slice(0, 4).map(quoted);
  return `${named.join(', ')}${texts.size > 4 ? ' …' : ''}`;
}

function environmentsOf(records: ServiceRecords, candidates: readonly Candidate[]): readonly Warning[] {
  const { productionWords } = records.service.settings;
  const names = new Set(candidates.flatMap(({ event }) => (event.environment === null || event.removed ? [] : [event.environment])));
  const all = names.size > 1 && [...names].every((name) => judgeEnvironment(name, null, productionWords).tier === 'production');
  return all
    ? [
        {
          code: 'all_production',
          path: 'environments.production',
          message: `The words for production (${productionWords.join(', ')}) make all ${names.size} environments production: ${some(names)}.`,
        },
      ]
    : [];
}

function incidentRulesOf(records: ServiceRecords, events: readonly IncidentEvent[], production: number): readonly Warning[] {
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

const objectOf = (from: string): string => (from === 'merges' ? 'pull_requests' : from);

function uncollected(records: ServiceRecords, collected: Collected): readonly Warning[] {
  const { settings } = records.service;
  const say = (path: string, message: string): Warning => ({ code: 'not_collected', path, message });
  const repositories = settings.repositories.map((repository, index) => ({ ...repository, path: `repositories[${index}]` }));
  const there = repositories.filter((r) => collected.repositories.has(r.repositoryId));
  const unread = (object: string): string =>
    there
      .filter((r) => !collected.objects.has(`${r.repositoryId} ${object}`))
      .map((r) => r.name)
      .join(', ');
  const later = 'They are read once a rule in plumbline.yaml asks for them; until then this trial does not see them.';
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
      const names = (rule.labels ?? []).filter((label) => !collected.labels.has(label.toLowerCase()));
      return rule.from !== 'issues' || names.length === 0
        ? []
        : [
            say(
              `incidents[${index}]`,
              `No issue labelled ${names.map(quoted).join(' or ')} was collected, and no rule asked for them so far. ${later}`,
            ),
          ];
    }),
  ];
}

/** Warnings in the order in which they matter: what the trial cannot see, then what looks wrong in it. */
export function warningsOf(
  records: ServiceRecords,
  facts: ServiceFacts,
  seen: {
    readonly candidates: readonly Candidate[];
    readonly incidents: readonly IncidentEvent[];
    readonly collected: Collected;
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
  const unread = uncollected(records, seen.collected);
  const explained = new Set(unread.map(({ path }) => path));
  const rules = [...rulesOf(records, seen.candidates), ...incidentRulesOf(records, seen.incidents, seen.production)];
  return [
    ...unread,
    // That a rule takes nothing is said once, with its cause where that is known.
    ...rules.filter(({ code, path }) => code !== 'takes_nothing' || !explained.has(path)),
    ...environmentsOf(records, seen.candidates),
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
