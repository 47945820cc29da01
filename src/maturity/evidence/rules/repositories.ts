/** Rules about what active repositories hold and how they are guarded. */

import { type Asked, DAY, type Judgement, type Measure, topic } from '../topic.ts';
import { loadRepositories, type Repository } from './load-repositories.ts';

/** Whether there is a file of any of the kinds; null where the list was cut short or nobody looked. */
function holds({ files }: Repository, kinds: readonly string[]): boolean | null {
  const looked = files.filter(({ kind }) => kinds.includes(kind));
  if (looked.some((one) => one.files > 0)) return true;
  return looked.length > 0 && looked.every(({ complete }) => complete) ? false : null;
}

/** True when any is, false when all are not. */
const any = (...list: readonly (boolean | null)[]): boolean | null => (list.includes(true) ? true : list.includes(null) ? null : false);

/** False when any is, true when all are. */
const both = (...list: readonly (boolean | null)[]): boolean | null => (list.includes(false) ? false : list.includes(null) ? null : true);

const said = (met: boolean | null, yes: string, no: string): Judgement => ({ met, why: met === null ? 'not known' : met ? yes : no });

type Judge = (row: Repository, asked: Asked) => Judgement;

/** An inventory of active repositories. */
const ofActive = (rule: string, judge: Judge, part = 'inventory'): Measure<Repository> => ({
  rule,
  part,
  judge: (row, asked) => (row.active ? judge(row, asked) : null),
});

const infrastructure = ['terraform', 'bicep', 'pulumi', 'helm', 'kustomize', 'ansible', 'cloudformation'];

/** Switched off is an answer; refused is none. */
const isOn = ({ access }: Repository, object: string): boolean | null =>
  access[object] === 'readable' ? true : access[object] === 'off' ? false : null;

function secrets(row: Repository, { to }: Asked): Judgement {
  const watched = any(row.secretScanning, isOn(row, 'secret_scanning_alerts'));
  const old = row.leaks.filter((at) => to.getTime() - at.getTime() > 7 * DAY).length;
  if (old > 0) return { met: false, why: `${old} leaked ${old === 1 ? 'secret' : 'secrets'} open for more than seven days` };
  // Whether a leak is open is known only where alerts may be read.
  const met = watched === true && isOn(row, 'secret_scanning_alerts') !== true ? null : watched;
  return said(met, 'watched, no old leak', 'not watched for secrets');
}

const buildable = ['devcontainer', 'compose', 'makefile'];

export const repositories = topic<Repository>(['github'], loadRepositories, [
  ofActive('cul-2a', (row) =>
    said(any(row.owners, holds(row, ['catalog']), row.paged, noOwnerFile(row)), 'an owner is named', 'no owner is named'),
  ),
  ofActive('cid-2b', (row) => said(holds(row, ['workflow', 'pipeline']), 'holds its pipeline', 'holds no pipeline')),
  ofActive('cid-3a', (row) => said(row.protected, 'its default branch is protected', 'its default branch is not protected'), 'protected'),
  ofActive('iac-2a', (row) => said(holds(row, infrastructure), 'holds infrastructure files', 'holds no infrastructure files')),
  ofActive('sec-2a', (row) =>
    said(
      any(isOn(row, 'dependabot_alerts'), row.dependencyUpdates === true, holds(row, ['update_bot'])),
      'dependencies are watched',
      'nothing watches its dependencies',
    ),
  ),
  ofActive('sec-2b', secrets),
  ofActive('dex-2a', (row) =>
    said(both(holds(row, ['readme']), holds(row, buildable)), 'a README and a way to build', 'lacks a README or a prepared way to build'),
  ),
  ofActive('plt-2a', (row) => said(holds(row, ['catalog']), 'is in a catalogue', 'holds no entry for a catalogue')),
  ofActive('cid-5a', (row) => said(holds(row, ['rollout']), 'holds a gradual roll-out', 'holds no gradual roll-out'), 'gradual roll-out'),
  {
    rule: 'slf-2b',
    part: 'count',
    judge: ({ template }) => (template === false ? null : { met: template, why: template === null ? 'not known' : 'is a template' }),
  },
  // Counts are of what was found elsewhere; here stands where nobody could look.
  { rule: 'iac-2b', part: 'count', judge: (row) => (holds(row, ['workflow']) === null ? { met: null, why: 'not known' } : null) },
  { rule: 'iac-4b', part: 'count', judge: (row) => (isOn(row, 'environments') === null ? { met: null, why: 'not known' } : null) },
]);

/** No owner's file is an answer only where files were looked for. */
function noOwnerFile(row: Repository): boolean | null {
  return holds(row, ['codeowners']) === null ? null : false;
}
