/** A trial for people: the verdict first, then what looks wrong, then the numbers, then what counts and what does not. */

import type { Metric } from '../metrics/result.ts';
import type { Differences, Group, Trial, Variant } from '../trial/trial.ts';
import { evidenceWords, many } from '../trial/words.ts';
import { speak, speakInterval, speakValue } from './speak.ts';
import { oneLine, textTable } from './table.ts';

/** Examples of a group on the command line; `--json` has more. */
const examples = 3;

function verdict(trial: Trial): string {
  const { newlyCounted, noLongerCounted } = trial.deployments;
  const incidents = trial.incidents.changed.total;
  if (!trial.known) return 'The service is not configured yet, so there is nothing to compare with.';
  if (trial.changed.length === 0) return 'These are the rules in force.';
  const differs = newlyCounted.total + noLongerCounted.total + incidents > 0;
  const what = [
    `${many(newlyCounted.total, 'deployment', 'deployments')} newly count`,
    `${noLongerCounted.total} no longer count`,
    `${many(incidents, 'incident is', 'incidents are')} seen otherwise`,
  ];
  return `Other than in force: ${trial.changed.join(', ')}. ${differs ? `With them ${what.join(', ')}` : 'With them the same deployments and incidents count'}.`;
}

const side = (metric: Metric | null): string =>
  metric === null ? '–' : `${speakValue(metric)}${metric.provisional && metric.state === 'value' ? ' (provisional)' : ''}`;

function metricRows({ metrics }: Trial): string {
  const rows = metrics.map(({ before, after }) => [
    after.title,
    side(before),
    before === null ? '' : String(before.n),
    side(after),
    String(after.n),
    speakInterval(after),
  ]);
  return textTable(['Metric', 'Now', 'n', 'Then', 'n', '95 % interval'], rows);
}

function groupLines(
  title: string,
  remark: string,
  groups: readonly Group<string, { readonly title: string; readonly reason: string }>[],
): readonly string[] {
  const table = groups.map((group) => [
    String(group.total),
    { counts: 'counts', counted: 'counts', failed_rollout: 'counts as failed', rollback: 'counts as rework', proposed: 'proposed' }[
      group.verdict
    ] ?? 'does not count',
    group.reason,
    group.items
      .slice(0, examples)
      .map((item) => item.title)
      .join(', '),
  ]);
  return ['', `${title}: ${remark}`, ...(groups.length === 0 ? [] : [textTable(['n', '', 'First reason', 'Newest'], table)])];
}

function folded({ deployments: { considered, counted } }: Trial): string {
  const now = counted.before === null ? '' : ` (now ${counted.before})`;
  return `${many(considered, 'record', 'records')} considered, ${many(counted.after, 'deployment counts', 'deployments count')}${now}`;
}

function differenceLines(title: string, { total, items }: Differences): readonly string[] {
  if (total === 0) return [];
  const shown = items.slice(0, examples).map((item) => `  ${oneLine(`${item.title}: now ${item.before}; then ${item.after}`)}`);
  return ['', `${title}: ${total}`, ...shown, ...(total > examples ? [`  and ${total - examples} more (see --json)`] : [])];
}

const varied = { incident_window: 'incident window', clock: 'clock starts', bots: 'bots' } as const;

function sensitivityLines(variants: readonly Variant[]): readonly string[] {
  const rows = variants.flatMap(({ vary, variant, current, metrics }) =>
    metrics.map((metric) => [
      `${varied[vary]} ${variant.replaceAll('_', ' ')}${current ? ' *' : ''}`,
      metric.title,
      metric.state === 'value'
        ? `${speak(metric.unit, metric.value)}${metric.provisional ? ' (provisional)' : ''}`
        : metric.state.replaceAll('_', ' '),
      String(metric.n),
    ]),
  );
  return rows.length === 0 ? [] : ['', 'Sensitivity (* = as proposed)', textTable(['If', 'Metric', 'Value', 'n'], rows)];
}

function evidenceLines({ evidence }: Trial): readonly string[] {
  const rows = evidence.map(({ evidence: kind, before, after, found, deployments }) => [
    evidenceWords[kind],
    before === null ? '–' : before ? 'on' : 'off',
    after ? 'on' : 'off',
    String(found),
    String(deployments),
  ]);
  return ['', 'Evidence of failures, switched on or not', textTable(['Evidence', 'Now', 'Then', 'Found', 'Deployments'], rows)];
}

/** Nothing of it is stored, and that is said last. */
export function trialText(trial: Trial): string {
  const { window, zone } = trial.scope;
  const day = (at: Date): string => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(at);
  return [
    `Rules of ${oneLine(trial.service.name)} (${trial.service.id}), ${day(window.from)} to ${day(new Date(window.to.getTime() - 1))} (${zone})`,
    verdict(trial),
    ...trial.warnings.map(({ path, message }) => oneLine(`! ${path === null ? '' : `${path}: `}${message}`)),
    '',
    metricRows(trial),
    ...differenceLines('Newly counted', trial.deployments.newlyCounted),
    ...differenceLines('No longer counted', trial.deployments.noLongerCounted),
    ...groupLines('Deployments', folded(trial), trial.deployments.groups),
    ...differenceLines('Incidents seen otherwise', trial.incidents.changed),
    ...groupLines('Incidents', `${trial.incidents.considered} considered`, trial.incidents.groups),
    ...evidenceLines(trial),
    ...sensitivityLines(trial.sensitivity),
    '',
    'Nothing has changed. Rules hold once they are in the configuration file and the program has started with it.',
  ].join('\n');
}
