/** The rule dry run: what proposed rules would make of the collected history, beside what the present ones make of it. */

import { setImmediate as breath } from 'node:timers/promises';
import type { Db } from '../database/open.ts';
import { deriveService, lanesOf } from '../delivery/derive.ts';
import type { ServiceFacts } from '../delivery/records.ts';
import { AppError } from '../domain/errors.ts';
import type { Deployment } from '../domain/facts.ts';
import { deploymentKey, incidentKey } from '../domain/keys.ts';
import type { Scope, Window } from '../domain/scope.ts';
import type { Service, ServiceSettings } from '../domain/service.ts';
import { answerMetrics } from '../metrics/answer.ts';
import type { Answer } from '../metrics/result.ts';
import { withinTime } from './bounded.ts';
import { type Candidate, candidatesOf, judgeOf } from './deployments.ts';
import { evidenceCounts } from './evidence.ts';
import { counted, grouped } from './groups.ts';
import { incidentDifferences, judgeIncidentsOf } from './incidents.ts';
import { type Collected, incidentCandidates, presentService, providerServices, readCollected, recordsOf } from './load.ts';
import { isNew, matched } from './matching.ts';
import { type Prepared, sensitivityOf } from './sensitivity.ts';
import { measureStage, onStage, putOnStage, type StageLimits } from './stage.ts';
import type { DeploymentVerdict, Difference, IncidentVerdict, Trial, TrialQuestion } from './trial.ts';
import { warningsOf } from './warnings.ts';

const deploymentOrder: readonly DeploymentVerdict[] = [
  'counts',
  'failed_rollout',
  'rollback',
  'redeploy',
  'failed',
  'cancelled',
  'running',
  'unknown_outcome',
  'not_production',
  'rule_misses',
  'no_rule',
  'pre_release',
  'removed',
];
const incidentOrder: readonly IncidentVerdict[] = ['counted', 'proposed', 'not_change_related', 'merged', 'rule_misses', 'no_rule'];

/** By the names of the configuration. */
const settingNames: Readonly<Record<keyof ServiceSettings, string>> = {
  repositories: 'repositories',
  deployments: 'deployments',
  incidents: 'incidents',
  failures: 'failures',
  foldSeconds: 'fold',
  hotfixWords: 'hotfix_words',
  revertAgeSeconds: 'revert_age',
  sourceCommit: 'source_commit',
  productionWords: 'environments.production',
  bots: 'bots',
};

/** Keys may come in any order. */
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .map(([key, item]) => [key, sorted(item)] as const)
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : value;

function changedSettings(present: ServiceSettings, proposed: ServiceSettings): readonly string[] {
  const text = (value: unknown): string => JSON.stringify(sorted(value));
  // The names are those of all settings, which TypeScript does not keep of `Object.keys`.
  const keys = Object.keys(settingNames) as (keyof ServiceSettings)[];
  return keys.filter((key) => text(present[key]) !== text(proposed[key])).map((key) => settingNames[key]);
}

const within = (at: Date | null, { from, to }: Window): boolean => at !== null && at >= from && at < to;

/** Deployments that the frequency counts. */
const counting = (facts: ServiceFacts, window: Window): ReadonlyMap<string, Deployment> =>
  new Map(facts.deployments.flatMap((d) => (isNew(d) && within(d.finishedAt, window) ? [[d.deploymentId, d]] : [])));

type Side = Prepared & { readonly facts: ServiceFacts; readonly answer: Answer };

/** Lanes depend on these alone; what they have in common is not made again. */
const laneSettings = ['repositories', 'deployments', 'foldSeconds', 'sourceCommit', 'productionWords'] as const;
const sameLanes = (a: ServiceSettings, b: ServiceSettings): boolean =>
  laneSettings.every((key) => JSON.stringify(a[key]) === JSON.stringify(b[key]));

function refuseUncollected({ settings }: Service, { repositories }: Collected): void {
  if (settings.repositories.some((r) => repositories.has(r.repositoryId))) return;
  const names = settings.repositories.map((r) => r.name).join(', ');
  throw new AppError(
    'invalid',
    `There is no history to try rules on: nothing of ${names} has been collected. Put it into plumbline.yaml, run "plumbline collect", and try again.`,
  );
}

function deploymentPart(before: Side | null, after: Side, all: readonly Candidate[], window: Window): Trial['deployments'] {
  const { serviceId, settings } = after.records.service;
  const names = new Map(settings.repositories.map((r) => [r.repositoryId, r.name]));
  const judge = judgeOf(after.records, after.facts);
  const keyOf = ({ event }: Candidate): string => deploymentKey(serviceId, event);
  const shown = all.filter(({ at }) => within(at, window));
  const there = new Set(before?.facts.deployments.map((d) => d.deploymentId));
  const judged = shown.map((candidate) => {
    const { event, at } = candidate;
    const { verdict, reason, group, deploymentId } = judge(candidate);
    const title = event.title ?? event.name ?? event.externalId;
    const today = deploymentId !== null && there.has(deploymentId) ? deploymentId : null;
    const repository = names.get(event.repositoryId) ?? event.repositoryId;
    return {
      verdict,
      group,
      item: { id: keyOf(candidate), title, at, url: event.url, reason, origin: event.origin, repository, deploymentId: today },
    };
  });
  const groups = grouped(judged, deploymentOrder);
  const none = { total: 0, items: [] };
  const is = counting(after.facts, window);
  const was = before === null ? null : counting(before.facts, window);
  const rest = { considered: shown.length, counted: { before: was?.size ?? null, after: is.size }, groups };
  if (before === null || was === null) return { ...rest, newlyCounted: none, noLongerCounted: none };
  const judgeBefore = judgeOf(before.records, before.facts);
  const pairs = matched(before.facts, after.facts);
  const same = new Set([...was.keys()].flatMap((id) => pairs.get(id) ?? []));
  const byKey = new Map(all.map((candidate) => [keyOf(candidate), candidate]));
  const reasonOf = (found: ReturnType<typeof judge>, id: string): string =>
    found.verdict === 'counts' && found.deploymentId !== id ? `${found.reason}; folded into another deployment` : found.reason;
  const difference = (deployment: Deployment): readonly Difference[] => {
    // A deployment is called by the first of its records.
    const candidate = byKey.get(deployment.deploymentId);
    const { deploymentId: id, title, version, finishedAt, url } = deployment;
    const said = (side: typeof judge): string =>
      candidate === undefined ? 'its repository is not part of the service' : reasonOf(side(candidate), id);
    return [
      { id, title: title ?? version ?? id, at: finishedAt ?? deployment.startedAt, url, before: said(judgeBefore), after: said(judge) },
    ];
  };
  return {
    ...rest,
    newlyCounted: counted([...is.values()].filter((d) => !same.has(d.deploymentId)).flatMap(difference)),
    noLongerCounted: counted([...was.values()].filter((d) => !is.has(pairs.get(d.deploymentId) ?? '')).flatMap(difference)),
  };
}

/**
 * Tries the proposed rules of a service on the records there are. Both columns are derived and answered by the code that derives and
 * answers everywhere, in a transaction that is rolled back: nothing changes. Trying the present rules gives what is there.
 * @throws AppError `invalid` when nothing of its repositories was collected, `unavailable` when the database has no time for it.
 */
export async function tryRules(db: Db, proposed: Service, question: TrialQuestion, limits: StageLimits = {}): Promise<Trial> {
  const scope: Scope = { ...question, serviceId: proposed.serviceId, teamId: null };
  const { window } = scope;
  const bounded = <T>(work: () => T): T => withinTime(work, limits.reckonMs ?? 20_000);
  return await onStage(
    db,
    async (stage) => {
      const collected = await readCollected(stage, proposed);
      refuseUncollected(proposed, collected);
      const present = await presentService(stage, proposed.serviceId);
      const side = async (service: Service, known: Prepared | null): Promise<Side> => {
        const records = await recordsOf(stage, service, known?.records ?? null);
        await breath();
        const same = known !== null && sameLanes(service.settings, known.records.service.settings);
        const lanes = same ? known.lanes : bounded(() => lanesOf(records));
        await breath();
        const facts = bounded(() => deriveService(records, lanes));
        await putOnStage(stage, service, facts);
        await measureStage(stage);
        return { records, lanes, facts, answer: await answerMetrics(stage, scope) };
      };
      const before = present === null ? null : await side(present.service, null);
      const after = await side(proposed, before);
      const rules = [...(present?.service.settings.incidents ?? []), ...proposed.settings.incidents];
      const events = await incidentCandidates(stage, proposed, new Set(rules.map((rule) => rule.from)), window);
      const withMerges = [...(present?.service.settings.deployments ?? []), ...proposed.settings.deployments].some(
        (r) => r.from === 'merges',
      );
      const candidates = candidatesOf(after.records, withMerges);
      const judgeIncident = judgeIncidentsOf(after.records, after.facts, await providerServices(stage));
      await breath();
      const evidence = evidenceCounts(after, present?.service ?? null, window);
      const seen = {
        candidates,
        incidents: events,
        collected,
        production: counting(after.facts, window).size,
        news: present?.news ?? false,
      };
      return {
        service: { id: proposed.serviceId, name: proposed.name },
        known: present !== null,
        changed: present === null ? [] : changedSettings(present.service.settings, proposed.settings),
        scope: after.answer.scope,
        warnings: bounded(() => warningsOf(after.records, after.facts, seen)),
        metrics: after.answer.metrics.map((metric) => ({
          id: metric.id,
          before: before?.answer.metrics.find(({ id }) => id === metric.id) ?? null,
          after: metric,
        })),
        deployments: bounded(() => deploymentPart(before, after, candidates, window)),
        incidents: {
          considered: events.length,
          groups: grouped(
            events.map((event) => {
              const { verdict, reason, group } = judgeIncident(event);
              const { title, openedAt: at, url, origin } = event;
              return { verdict, group, item: { id: incidentKey(event), title, at, url, reason, origin } };
            }),
            incidentOrder,
          ),
          changed: counted(
            before === null
              ? []
              : incidentDifferences(before.facts, after.facts, matched(before.facts, after.facts)).filter(({ at }) => within(at, window)),
          ),
        },
        evidence,
        sensitivity: await sensitivityOf(stage, after, scope, after.answer.metrics),
      };
    },
    limits,
  );
}
