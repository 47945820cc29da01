/** Where answers meet evidence: which statements differ, and how they are grouped. Pure. */

import type { WireProfile } from './api.ts';
import { count, some } from './format.ts';
import { type Placed, placedOf } from './team-page.ts';

export type Gap = Placed & { readonly contested: boolean };

/** What a reader may look at; the first is what a conversation begins with. */
export const kinds = [
  { id: 'first', name: 'To talk about' },
  { id: 'higher', name: 'People say more' },
  { id: 'lower', name: 'People say less' },
  { id: 'agree', name: 'Both agree' },
  { id: 'alone', name: 'Only people can tell' },
  { id: 'unseen', name: 'Can’t be judged' },
  { id: 'contested', name: 'Seen differently' },
] as const;
export type GapKind = (typeof kinds)[number]['id'];

const isOf: Readonly<Record<GapKind, (gap: Gap) => boolean>> = {
  first: ({ statement, contested }) => statement.perceptionGap || statement.visibilityGap || contested,
  higher: ({ statement }) => statement.meets === 'answers_higher',
  lower: ({ statement }) => statement.meets === 'answers_lower',
  agree: ({ statement }) => statement.meets === 'agree',
  alone: ({ statement }) => statement.meets === 'no_evidence',
  unseen: ({ statement }) => statement.visibilityGap,
  contested: ({ contested }) => contested,
};

/** Perception gaps first, then what nobody sees, then what is contested; within these the largest difference first. */
const rank = ({ statement, contested }: Gap): number => (statement.perceptionGap ? 0 : statement.visibilityGap ? 1 : contested ? 2 : 3);
const size = ({ statement: { gap } }: Gap): number => (gap === null ? -1 : Math.abs(gap));

/** Statements that anybody was asked about, in the order in which they are worth talking about. */
export function gapsOf(profile: WireProfile): readonly Gap[] {
  return placedOf(profile)
    .filter(({ statement }) => statement.told !== null)
    .map((placed) => ({
      ...placed,
      contested: placed.dimension.contested.includes(placed.statement.id) || placed.statement.told?.agreement === 'contested',
    }))
    .sort((a, b) => rank(a) - rank(b) || size(b) - size(a));
}

export const gapsOfKind = (gaps: readonly Gap[], kind: GapKind): readonly Gap[] => gaps.filter(isOf[kind]);

/** "Answers and records differ in 5 of 21 statements that both can tell". */
export function gapsInWords(gaps: readonly Gap[]): string {
  const of = (kind: GapKind): number => gapsOfKind(gaps, kind).length;
  const [higher, lower, agree] = [of('higher'), of('lower'), of('agree')];
  const both = higher + lower + agree;
  if (both === 0) return 'No statement was told by both people and records';
  if (higher + lower === 0) return `People and records agree in all of the ${some(both, 'statement')} that both can tell`;
  const parts = [higher === 0 ? null : `people say more in ${count(higher)}`, lower === 0 ? null : `less in ${count(lower)}`];
  const said = parts.filter((part) => part !== null).join(', ');
  return `Of ${some(both, 'statement')} that both can tell, people and records agree in ${agree === 0 ? 'none' : count(agree)}; ${lower > 0 && higher === 0 ? `people say ${said}` : said}`;
}
