/** How the teams of a campaign spread, in words. Pure; teams are counted, never put in order. */

import type { WireOrganisationSpread } from './api.ts';
import { count, decimal, some } from './format.ts';
import { hiddenInWords } from './maturity-answer-words.ts';
import type { Scored, Told } from './maturity-words.ts';

export type SpreadDimension = WireOrganisationSpread['dimensions'][number];
export type SpreadStatement = WireOrganisationSpread['statements'][number];

/** The lowest and the highest level any team has; null = of no team it is known. */
export function endsOf({ levels }: SpreadDimension): { readonly low: number; readonly high: number } | null {
  const there = levels.filter(({ teams }) => teams > 0).map(({ level }) => level);
  return there.length === 0 ? null : { low: Math.min(...there), high: Math.max(...there) };
}

const widthOf = (dimension: SpreadDimension): number => {
  const ends = endsOf(dimension);
  return ends === null ? -1 : ends.high - ends.low;
};

/** The first of those with the most of it. */
const most = (dimensions: readonly SpreadDimension[], of: (one: SpreadDimension) => number): SpreadDimension | undefined =>
  dimensions.reduce<SpreadDimension | undefined>((best, one) => (best === undefined || of(one) > of(best) ? one : best), undefined);

/** The title of the chart: where teams differ most, or the lowest mean of a short check. */
export function spreadInWords({ dimensions, teams }: Pick<WireOrganisationSpread, 'dimensions' | 'teams'>, scored: Scored): string {
  if (scored === 'mean') {
    const lowest = most(
      dimensions.filter(({ median }) => median !== null),
      ({ median }) => -(median ?? 0),
    );
    return lowest?.median == null
      ? 'Too little is known of every team'
      : `Lowest in the middle: ${lowest.name}, ${decimal(lowest.median)} of 10`;
  }
  const widest = most(dimensions, widthOf);
  const ends = widest === undefined ? null : endsOf(widest);
  if (widest === undefined || ends === null) return 'Too little is known of every team';
  if (ends.low === ends.high) return `Teams are at the same level in every dimension that is known`;
  return teams === 1
    ? `One team, from level ${ends.low} to ${ends.high}`
    : `Teams differ most in ${widest.name}: from level ${ends.low} to ${ends.high}`;
}

/** The line below the title: what is known of fewest teams. */
export function unknownOfTeams({ dimensions, teams }: Pick<WireOrganisationSpread, 'dimensions' | 'teams'>): string | null {
  const least = most(dimensions, ({ unknown }) => unknown);
  if (least === undefined || least.unknown === 0) return null;
  return `Least is known of ${least.name}: too little in ${count(least.unknown)} of ${some(teams, 'team')}.`;
}

/** "2", "2.5"; of short checks "6.4 of 10"; null = of no team it is known. */
export function medianInWords({ median }: Pick<SpreadDimension, 'median'>, scored: Scored): string | null {
  if (median === null) return null;
  return scored === 'mean' ? `${decimal(median)} of 10` : decimal(median);
}

/** What there is to talk about in a dimension, over all teams. */
export function toTalkAbout({ perceptionGaps, visibilityGaps, contested }: SpreadDimension): readonly string[] {
  return [
    perceptionGaps > 0 ? `${some(perceptionGaps, 'perception gap')}` : null,
    visibilityGaps > 0 ? `${some(visibilityGaps, 'visibility gap')}` : null,
    contested > 0 ? `${count(contested)} seen differently` : null,
  ].filter((part) => part !== null);
}

/** Why a statement has no mean. */
export const withoutMean = ({ hidden, asked }: Told): string =>
  hidden !== null ? hiddenInWords[hidden] : asked === 0 ? 'Nobody who answered was asked this.' : 'Nobody gave an answer.';

export const orders = [
  { id: 'model', name: 'as in the model' },
  { id: 'lowest', name: 'lowest first' },
  { id: 'unseen', name: 'most can’t judge first' },
] as const;
export type OrderId = (typeof orders)[number]['id'];

const unseenShare = ({ asked, dontKnow }: Told): number => (asked === null || asked === 0 || dontKnow === null ? -1 : dontKnow / asked);

/** Statements in an order a reader chose; what may not be told comes last. */
export function ordered(statements: readonly SpreadStatement[], by: OrderId): readonly SpreadStatement[] {
  if (by === 'model') return statements;
  const place = ({ told }: SpreadStatement): number => (by === 'lowest' ? (told.mean ?? 2) : -unseenShare(told));
  return statements.toSorted((a, b) => place(a) - place(b));
}
