/** What looks wrong with deployment rules: those that take everything or nothing, and words that make everything production. Pure. */

import { detectorOf, readyRules } from '../delivery/detect.ts';
import type { ServiceRecords } from '../delivery/records.ts';
import { defaultProductionWords, judgeEnvironment } from '../domain/environment.ts';
import type { DeploymentEvent } from '../domain/records.ts';
import type { Candidate } from './deployments.ts';
import type { Warning } from './trial.ts';
import { quoted, recordWords } from './words.ts';

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

/** At most one for each rule; `candidates` = the whole history. */
export function deploymentWarnings(records: ServiceRecords, candidates: readonly Candidate[]): readonly Warning[] {
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
    const alone = detectorOf([ready], settings.productionWords);
    const production = ofKind.every((event) => event.preRelease || alone(event)?.tier === 'production');
    // Several places of production are nothing odd: their own names say so.
    const odd = rule.from !== 'deployments' || !ofKind.every(isPlainly);
    return production && odd && sorts.size > 1
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

/** Production by its name or by the provider, whatever words are configured. */
const isPlainly = ({ environment, productionHint }: DeploymentEvent): boolean =>
  judgeEnvironment(environment, productionHint, defaultProductionWords).tier === 'production';

export function environmentWarnings(records: ServiceRecords, candidates: readonly Candidate[]): readonly Warning[] {
  const { productionWords } = records.service.settings;
  const placed = candidates.map(({ event }) => event).filter((event) => event.environment !== null && !event.removed);
  const names = new Set(placed.flatMap(({ environment }) => environment ?? []));
  const all = names.size > 1 && [...names].every((name) => judgeEnvironment(name, null, productionWords).tier === 'production');
  if (!all || placed.every(isPlainly)) return [];
  const message = `The words for production (${productionWords.join(', ')}) make all ${names.size} environments production: ${some(names)}.`;
  return [{ code: 'all_production', path: 'environments.production', message }];
}
