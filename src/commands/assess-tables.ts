/** Maturity results as text tables. What may not be told is a dash. */

import { scoredLevels } from '../maturity/model.ts';
import type { OrganisationSpread, ProfileDimension, TeamProfile } from '../maturity/results/profile.ts';
import { textTable } from './table.ts';

const none = '–';
const shown = (value: number | null, digits = 0): string => (value === null ? none : value.toFixed(digits));

/** Levels with what makes them doubtful; of short checks the mean, 0 to 10. */
function standing({ level, atLeast, decimal }: ProfileDimension, isMean: boolean): string {
  if (isMean) return shown(decimal, 1);
  return level === null ? none : `${level}${atLeast ? ' or more' : ''}`;
}

function rowOf(one: ProfileDimension, isMean: boolean): readonly string[] {
  const { id, name, range, confidence, provisional, target, last, next } = one;
  return [
    id,
    name,
    standing(one, isMean),
    range === null ? none : range.low === range.high ? String(range.low) : `${range.low}–${range.high}`,
    confidence ?? none,
    target === null ? none : String(target.level),
    last === null ? none : last.direction === 'not_compared' ? 'not compared' : last.direction,
    provisional.length === 0 ? '' : 'provisional',
    next.slice(0, 3).join(' '),
  ];
}

export function profileTable({ team, model, campaign, at, invited, responded, consensus, dimensions, gaps }: TeamProfile): string {
  const isMean = model.scored === 'mean';
  const minute = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const answered = consensus ? 'answered together' : `${shown(responded)} of ${shown(invited)} answered`;
  const head =
    campaign === null
      ? `${team.name}, ${model.name}: by evidence alone, as of ${minute}`
      : `${team.name}, ${campaign.name}: ${answered}, evidence of ${minute}`;
  const columns = ['Id', 'Dimension', isMean ? 'Mean' : 'Level', 'Likely', 'Confidence', 'Target', 'Since last', '', 'Next'];
  return [
    head,
    '',
    textTable(
      columns,
      dimensions.map((one) => rowOf(one, isMean)),
    ),
    ...(gaps.length === 0 ? [] : ['', `Answers and evidence differ: ${gaps.join(' ')}`]),
  ].join('\n');
}

export function organisationTable({ campaign, model, teams, invited, responded, dimensions }: OrganisationSpread): string {
  const isMean = model.scored === 'mean';
  const levels = isMean ? [] : [1, ...scoredLevels];
  const rows = dimensions.map((one) => [
    one.id,
    one.name,
    ...levels.map((level) => String(one.levels.find((each) => each.level === level)?.teams ?? 0)),
    String(one.unknown),
    shown(one.median, 1),
    String(one.perceptionGaps),
    String(one.visibilityGaps),
    String(one.contested),
  ]);
  return [
    `${campaign.name}: ${teams} ${teams === 1 ? 'team' : 'teams'}, ${shown(responded)} of ${invited} answered`,
    '',
    textTable(
      ['Id', 'Dimension', ...levels.map((level) => `Level ${level}`), 'Unknown', 'Median', 'Gaps', 'Not judged', 'Contested'],
      rows,
    ),
  ].join('\n');
}
