/** The demonstration organisation as pages of provider payloads, in the order a collection would have brought them. Pure. */

import type { CoveredDays } from '../sources/source.ts';
import type { Behaviour } from './behaviour.ts';
import { DAY, later, midnight } from './calendar.ts';
import type { Life } from './life.ts';
import { livedWithLuck } from './luck.ts';
import { demoBehaviours, demoCloneSourceId, demoRepositoryId } from './organisation.ts';
import { type DemoPage, pagerPages } from './pager.ts';
import { practices } from './practices.ts';
import { type Listing, listings } from './told.ts';

const SEED = 20_260_101;

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** The life of the repository at this place of the list, until `now`. */
export function demoLife(index: number, now: Date): Life {
  const behaviour = demoBehaviours[index];
  if (behaviour === undefined) throw new Error(`The demonstration has no repository ${index}.`);
  return livedWithLuck(behaviour, now, SEED + index);
}

const undated: readonly string[] = ['repository', 'branches', 'practices'];

/** How far a list is read, in the words of its source. */
function cursorOf(behaviour: Behaviour, from: Date, now: Date): object {
  const since = from.toISOString();
  return behaviour.sourceId === demoCloneSourceId
    ? { since, until: dayOf(now) }
    : { since, complete: now.toISOString(), walk: null, day: dayOf(now) };
}

type Days = { readonly from: Date; readonly until: Date; readonly state: CoveredDays['state'] };

/** The days asked for; where asking for deployments failed, the days between are known to be unknown. */
function daysAsked(behaviour: Behaviour, object: string, now: Date): readonly Days[] {
  const from = later(now, -(behaviour.days + 2) * DAY);
  const { gap } = behaviour;
  if (gap === null || object !== behaviour.detection) return [{ from, until: now, state: 'fetched' }];
  const first = later(midnight(now), -gap.from * DAY);
  const next = later(midnight(now), -gap.until * DAY);
  return [
    { from, until: later(first, -DAY), state: 'fetched' },
    { from: first, until: later(next, -DAY), state: 'failed' },
    { from: next, until: now, state: 'fetched' },
  ];
}

function pageOf(behaviour: Behaviour, { object, items }: Listing, now: Date): DemoPage {
  const repositoryId = demoRepositoryId(behaviour);
  const asked = daysAsked(behaviour, object, now);
  const unknown = asked.filter(({ state }) => state === 'failed');
  const isKnown = (at: Date): boolean => !unknown.some(({ from, until }) => at >= from && at < later(until, DAY));
  const seen = items.filter(({ at }) => isKnown(at));
  const daysWithItems = [...new Set(seen.map(({ at }) => dayOf(at)))].sort();
  return {
    sourceId: behaviour.sourceId,
    repositoryId,
    object,
    items: seen.map(({ kind, externalId, payload }) => ({ repositoryId, kind, externalId, payload })),
    // What has no days keeps no place either.
    ...(!undated.includes(object) && {
      coverage: asked.map((days) => ({ repositoryId, object, ...days, daysWithItems })),
      cursor: cursorOf(behaviour, asked[0]?.from ?? now, now),
    }),
  };
}

/** A clone tells nothing of practices. */
const told = (behaviour: Behaviour, life: Life, now: Date): readonly Listing[] => [
  ...listings(behaviour, life),
  ...(behaviour.sourceId === demoCloneSourceId ? [] : [practices(behaviour, life, now)]),
];

const pagesOf = (behaviour: Behaviour, life: Life, now: Date): readonly DemoPage[] =>
  told(behaviour, life, now).map((listing) => pageOf(behaviour, listing, now));

/** The pages of the repository at this place of the list. */
export function repositoryPages(index: number, now: Date): readonly DemoPage[] {
  const behaviour = demoBehaviours[index];
  return behaviour === undefined ? [] : pagesOf(behaviour, demoLife(index, now), now);
}

/** Every page of the demonstration, ending at `now`. The same `now` gives the same pages. */
export function demoPages(now: Date): readonly DemoPage[] {
  const lives = demoBehaviours.map((behaviour, index) => ({ behaviour, life: demoLife(index, now) }));
  return [...lives.flatMap(({ behaviour, life }) => pagesOf(behaviour, life, now)), ...pagerPages(lives, now)];
}
