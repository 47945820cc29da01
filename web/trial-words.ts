/** A trial of rules in words a person would say. Pure. */

import type { DeploymentVerdict, IncidentVerdict } from '../src/trial/trial.ts';
import type { WireMetric, WireTrial } from './api.ts';
import { amount, count, some } from './format.ts';
import { intervalOf } from './words.ts';

/** What the rules would change, as the title of the answer. */
export function trialTitle({ known, changed, deployments, incidents }: WireTrial): string {
  const { newlyCounted, noLongerCounted } = deployments;
  if (!known) return 'The service is not configured yet, so there is nothing to compare with';
  if (changed.length === 0) return 'These are the rules in force';
  const parts = [
    ...(newlyCounted.total > 0 ? [`${some(newlyCounted.total, 'more deployment')} ${newlyCounted.total === 1 ? 'counts' : 'count'}`] : []),
    ...(noLongerCounted.total > 0
      ? [`${some(noLongerCounted.total, 'deployment')} no longer ${noLongerCounted.total === 1 ? 'counts' : 'count'}`]
      : []),
    ...(incidents.changed.total > 0
      ? [`${some(incidents.changed.total, 'incident')} ${incidents.changed.total === 1 ? 'is' : 'are'} seen otherwise`]
      : []),
  ];
  if (parts.length === 0) return 'The same deployments and incidents count';
  const last = parts.at(-1) ?? '';
  return parts.length === 1 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

const settingWords: Readonly<Record<string, string>> = {
  deployments: 'deployment rules',
  incidents: 'incident rules',
  failures: 'evidence of failures',
  fold: 'fold',
  hotfix_words: 'hotfix words',
  revert_age: 'age of reverts',
  source_commit: 'source commit',
  'environments.production': 'words for production',
};

/** "Other than in force: deployment rules, fold." */
export const changedInWords = (changed: readonly string[]): string =>
  `Other than in force: ${changed.map((name) => settingWords[name] ?? name).join(', ')}.`;

export type Standing = 'counts' | 'beside' | 'left';

const standings: Readonly<Record<DeploymentVerdict | IncidentVerdict, readonly [Standing, string]>> = {
  counts: ['counts', 'Counts'],
  counted: ['counts', 'Counts'],
  failed_rollout: ['beside', 'Counts as failed'],
  rollback: ['beside', 'Counts as rework'],
  proposed: ['beside', 'Proposed'],
  redeploy: ['left', 'Does not count'],
  removed: ['left', 'Does not count'],
  pre_release: ['left', 'Does not count'],
  no_rule: ['left', 'Does not count'],
  rule_misses: ['left', 'Does not count'],
  not_production: ['left', 'Does not count'],
  failed: ['left', 'Does not count'],
  cancelled: ['left', 'Does not count'],
  running: ['left', 'Does not count'],
  unknown_outcome: ['left', 'Does not count'],
  not_change_related: ['left', 'Does not count'],
  merged: ['left', 'Does not count'],
};

/** Whether what has this verdict counts, and the word for it. */
export const standingOf = (verdict: DeploymentVerdict | IncidentVerdict): readonly [Standing, string] => standings[verdict];

type Shown = Pick<WireMetric, 'state' | 'value' | 'unit' | 'n' | 'interval'>;

/** The value, or which of the other two answers it is. */
export const valueInWords = ({ state, value, unit }: Shown): string =>
  value !== null ? amount(value, unit) : state === 'no_source' ? 'No source' : 'Too little data';

/** "n 73 · 95 % interval 7 % – 23 %", or what is needed. */
export function basisInWords(metric: Shown & Pick<WireMetric, 'needs' | 'numerator' | 'denominator'>): string {
  const { numerator, denominator, n } = metric;
  const of = numerator !== undefined && denominator !== undefined ? `${count(numerator)} ÷ ${count(denominator)}` : `n ${count(n)}`;
  if (metric.value === null) return [of, metric.needs].filter((part) => part !== undefined).join(' · ');
  return [of, intervalOf(metric)].filter((part) => part !== null).join(' · ');
}

export const evidenceNames: Readonly<Record<WireTrial['evidence'][number]['evidence'], string>> = {
  incident: 'Incidents',
  rollback: 'Rollbacks',
  revert: 'Reverts',
  hotfix: 'Hotfixes',
  failed_rollout: 'Failed rollouts',
};

const varied: Readonly<Record<WireTrial['sensitivity'][number]['vary'], string>> = {
  incident_window: 'Window in which an incident belongs to a deployment',
  clock: 'Where change lead time starts',
  bots: 'Changes by bots',
};
export const variedName = (vary: WireTrial['sensitivity'][number]['vary']): string => varied[vary];

const variants: Readonly<Record<string, string>> = {
  authored: 'Authored',
  committed: 'Committed',
  first_commit_of_pull_request: 'First commit of the pull request',
  merged: 'Merged',
  included: 'Counted',
  excluded: 'Left out',
  'as proposed': 'As proposed',
};
export const variantName = (variant: string): string => variants[variant] ?? variant;

/** One fault of proposed rules, as the interface tells it. */
export type RuleFault = { readonly line: number | null; readonly column: number | null; readonly path: string; readonly message: string };

/** The faults among the details of a refusal; null = it was refused for something else. */
export function faultsAmong(details: unknown): readonly RuleFault[] | null {
  if (!Array.isArray(details) || details.length === 0) return null;
  const isFault = (value: unknown): value is RuleFault =>
    typeof value === 'object' && value !== null && 'line' in value && 'message' in value && 'path' in value;
  return details.every(isFault) ? details : null;
}

/** Where a line begins and ends in a text, from 1; the last line where there are fewer. */
export function lineAt(text: string, line: number): { readonly from: number; readonly to: number } {
  const lines = text.split('\n');
  const index = Math.min(Math.max(line, 1), lines.length) - 1;
  const from = lines.slice(0, index).reduce((sum, one) => sum + one.length + 1, 0);
  return { from, to: from + (lines[index]?.length ?? 0) };
}
