/** The stages of flow as one row, and what waits as bars: shares and words. Pure. */

import type { WireFlow } from '../api.ts';
import { ago, count, duration, some } from '../format.ts';
import { stageNames } from '../words.ts';

export type WireStage = WireFlow['stages'][number];
export type WireAge = WireFlow['waiting']['ages'][number];

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
export const stageName = ({ id }: Pick<WireStage, 'id'>): string => capital(stageNames[id].name);

/** The stages with a median, and how much of the row each is. */
export function segmentsOf(stages: readonly WireStage[]): readonly { readonly stage: WireStage; readonly share: number }[] {
  const known = stages.filter(({ p50 }) => p50 !== null);
  const sum = known.reduce((total, { p50 }) => total + (p50 ?? 0), 0);
  return known.map((stage) => ({ stage, share: sum === 0 ? 1 / known.length : (stage.p50 ?? 0) / sum }));
}

/**
 * "Coding takes longest: half of pull requests spend at most 9 h there". Said only where its interval lies above that of every other
 * stage, and all stages are known.
 */
export function flowTitle({ stages, pullRequests }: Pick<WireFlow, 'stages' | 'pullRequests'>): string {
  const known = stages.filter(({ p50 }) => p50 !== null).toSorted((a, b) => (b.p50 ?? 0) - (a.p50 ?? 0));
  const [longest, ...others] = known;
  if (longest === undefined) {
    return pullRequests === 0 ? 'No pull request was deployed in this window' : `Too few pull requests to say (${count(pullRequests)})`;
  }
  if (known.length < stages.length) return `${some(known.length, 'stage')} of ${count(stages.length)} can be said`;
  const clear = others.every(({ interval, p50 }) => (longest.interval?.low ?? 0) > (interval?.high ?? p50 ?? 0));
  if (!clear) return 'No stage clearly takes longer than every other';
  return `${stageName(longest)} takes longest: half of pull requests spend at most ${duration(longest.p50 ?? 0)} there`;
}

/** "18 of them taken to be ready when they were opened"; null where every instant is known. */
export function inferredInWords(stage: Pick<WireStage, 'inferred' | 'n'>): string | null {
  if (stage.inferred === 0) return null;
  const how = stage.inferred === 1 ? 'it was opened' : 'they were opened';
  return `${count(stage.inferred)} of ${count(stage.n)} taken to be ready when ${how}`;
}

const span = (seconds: number): string => duration(seconds);

/** "under 1 d", "1 d – 7 d", "30 d and older". */
export function ageInWords({ from, to }: Pick<WireAge, 'from' | 'to'>): string {
  if (to === null) return `${span(from)} and older`;
  return from === 0 ? `under ${span(to)}` : `${span(from)} – ${span(to)}`;
}

/** "23 changes wait, the oldest for 16 d". */
export function waitingTitle({ n, oldestAt }: WireFlow['waiting'], now: Date): string {
  if (n === 0) return 'Nothing waits: production has every merged change';
  const verb = n === 1 ? 'waits' : 'wait';
  if (oldestAt === null) return `${some(n, 'change')} ${verb} for deployment`;
  return `${some(n, 'change')} ${verb} for deployment, ${n === 1 ? '' : 'the oldest '}since ${ago(new Date(oldestAt), now)}`;
}
