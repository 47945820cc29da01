/** The rule dry run: what proposed rules would make of the collected history, beside what the present ones make of it. */

import { setImmediate as breath } from 'node:timers/promises';
import type { Db } from '../database/open.ts';
import { deriveService, lanesOf } from '../delivery/derive.ts';
import { AppError } from '../domain/errors.ts';
import { incidentKey } from '../domain/keys.ts';
import type { Scope } from '../domain/scope.ts';
import type { Service, ServiceSettings } from '../domain/service.ts';
import { answerMetrics } from '../metrics/answer.ts';
import type { Answer } from '../metrics/result.ts';
import { withinTime } from './bounded.ts';
import { changedSettings, same } from './changed.ts';
import { counting, type Derived, deploymentPart, within } from './deployment-part.ts';
import { candidatesOf } from './deployments.ts';
import { evidenceCounts } from './evidence.ts';
import { counted, grouped } from './groups.ts';
import { incidentDifferences, judgeIncidentsOf, withLinked } from './incidents.ts';
import { type Collected, incidentCandidates, presentService, providerServices, readCollected, recordsOf } from './load.ts';
import { matched } from './matching.ts';
import { type Prepared, sensitivityOf } from './sensitivity.ts';
import { measureStage, onStage, putOnStage, type StageLimits } from './stage.ts';
import type { IncidentVerdict, Trial, TrialQuestion } from './trial.ts';
import { warningsOf } from './warnings.ts';

const incidentOrder: readonly IncidentVerdict[] = ['counted', 'proposed', 'not_change_related', 'merged', 'rule_misses', 'no_rule'];

type Side = Derived & { readonly answer: Answer };

/** Lanes depend on these alone; what they have in common is not made again. */
const laneSettings = ['repositories', 'deployments', 'foldSeconds', 'sourceCommit', 'productionWords'] as const;
const sameLanes = (a: ServiceSettings, b: ServiceSettings): boolean => laneSettings.every((key) => same(a[key], b[key]));

function refuseUncollected({ settings }: Service, { repositories }: Collected): void {
  if (settings.repositories.some((r) => repositories.has(r.repositoryId))) return;
  const names = settings.repositories.map((r) => r.name).join(', ');
  throw new AppError(
    'invalid',
    `There is no history to try rules on: nothing of ${names} has been collected. Put it into plumbline.yaml, run "plumbline collect", and try again.`,
  );
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
        const alike = known !== null && sameLanes(service.settings, known.records.service.settings);
        const lanes = alike ? known.lanes : bounded(() => lanesOf(records));
        await breath();
        const facts = bounded(() => deriveService(records, lanes));
        await putOnStage(stage, service, facts);
        await measureStage(stage);
        return { records, lanes, facts, answer: await answerMetrics(stage, scope) };
      };
      const before = present === null ? null : await side(present.service, null);
      const after = await side(proposed, before);
      const rules = [...(present?.service.settings.incidents ?? []), ...proposed.settings.incidents];
      const choosable = await incidentCandidates(stage, proposed, new Set(rules.map((rule) => rule.from)), window);
      const events = withLinked(choosable, after.records, [...(before === null ? [] : [before.facts]), after.facts], window);
      const withMerges = [...(present?.service.settings.deployments ?? []), ...proposed.settings.deployments].some(
        (r) => r.from === 'merges',
      );
      const candidates = candidatesOf(after.records, withMerges);
      const services = await providerServices(stage);
      const judgeIncident = judgeIncidentsOf(after.records, after.facts, services);
      await breath();
      const evidence = evidenceCounts(after, present?.service ?? null, window);
      const seen = {
        candidates,
        incidents: choosable,
        collected,
        services,
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
