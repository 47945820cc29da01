/** What lists, stories and time lines must say, as phrases in the order of the page, made of answers of the interface. */

import type {
  Page as Listed,
  WireChange,
  WireDeployment,
  WireDeploymentName,
  WireDeploymentStory,
  WireIncident,
  WireIncidentStory,
  WireScope,
} from '../../web/api.ts';
import { timelineOf } from '../../web/charts/timeline.ts';
import { eventsOf, lastOf } from '../../web/charts/timeline-events.ts';
import { fateOf, incidentFate, nameOfDeployment, timelineTitle } from '../../web/charts/timeline-words.ts';
import { courseMoments } from '../../web/course-words.ts';
import { count, duration, moment, some } from '../../web/format.ts';
import { calledOf, confidenceInWords, deliveredInWords, leadTimeInWords, recoveryInWords, storyTitle } from '../../web/story-words.ts';
import type { Phrases } from './numbers.ts';

type Rows<T> = Listed<T> & { readonly total: number | null };

const at = (instant: string | null, zone: string): string | null => (instant === null ? null : moment(new Date(instant), zone));
const between = (from: string, to: string | null): string | null =>
  to === null ? null : duration((Date.parse(to) - Date.parse(from)) / 1000);
const name = (one: WireDeploymentName, zone: string): Phrases => [`${calledOf(one)}, ${at(one.finishedAt ?? one.startedAt, zone)}`];

type TimelineRows = { readonly deployments: Rows<WireDeployment>; readonly incidents: Rows<WireIncident> };

/** The time line drawn in so many pixels, its lanes counted from the lists themselves. */
export function timeline({ deployments, incidents }: TimelineRows, scope: WireScope, stability: boolean, width: number): Phrases {
  const events = eventsOf(deployments.items, incidents.items);
  const { zone, window, now } = scope;
  const picture = timelineOf(events, { span: window, zone, now, since: null, width });
  const of = (fits: (one: WireDeployment) => boolean): number => deployments.items.filter(fits).length;
  const delivers = ({ kind }: WireDeployment): boolean => kind === 'forward' || kind === 'baseline';
  const counts = [
    of(delivers),
    of(({ failed }) => failed),
    of(({ unplanned }) => unplanned !== null),
    incidents.items.length,
    of((one) => !delivers(one) && one.unplanned === null && !one.failed),
  ];
  const rows = [
    ...deployments.items.map((one) => ({
      when: lastOf(one),
      said: [nameOfDeployment(one), one.title === calledOf(one) ? null : one.title, fateOf(one, events.remedies.get(one.id))],
    })),
    ...incidents.items.map((one) => ({ when: one.openedAt, said: [one.title, incidentFate(one)] })),
  ];
  return [
    timelineTitle(events, stability),
    counts.map((n) => (n === 0 ? null : count(n))),
    picture.lanes.map(({ marks }) => marks.map(({ said }) => said)),
    picture.ticks.map(({ label }) => label),
    picture.lanes.map(({ binned }) => (binned === null ? null : `at most ${count(binned.most)}`)),
    `Time line, ${count(rows.length)} rows`,
    rows.toSorted((a, b) => Date.parse(b.when) - Date.parse(a.when)).map(({ when, said }) => [at(when, zone), said]),
  ];
}

/** A page of a list: how many there are, its rows, how many are left. */
export function list<T>({ items, total, next }: Rows<T>, row: (one: T) => Phrases): Phrases {
  return [
    total === null ? `${count(items.length)} shown` : `${count(total)} in all`,
    items.map(row),
    next === null || total === null ? null : `More (${count(total - items.length)})`,
  ];
}

export const deploymentRow =
  (zone: string) =>
  (row: WireDeployment): Phrases => [
    [calledOf(row), row.title === calledOf(row) ? null : row.title],
    [at(row.finishedAt ?? row.startedAt, zone), row.serviceName],
    String(row.changes),
    row.failed ? recoveryInWords(row) : null,
    between(row.startedAt, row.finishedAt),
  ];

const changeHead = ({ title, sha, pullNumber, serviceName }: WireChange): Phrases => [
  title,
  pullNumber === null ? sha.slice(0, 7) : [sha.slice(0, 7), `#${pullNumber}`],
  serviceName,
];

export const waitingRow =
  (zone: string) =>
  (row: WireChange): Phrases => [
    changeHead(row),
    row.waiting === null ? null : duration(row.waiting),
    [at(row.mergedAt ?? row.committedAt, zone), at(row.authoredAt, zone)],
  ];

export const deliveredRow =
  (zone: string) =>
  (row: WireChange): Phrases => [changeHead(row), leadTimeInWords(row), at(row.authoredAt, zone), at(row.deployedAt, zone)];

export const incidentRow =
  (zone: string) =>
  (row: WireIncident): Phrases => [
    [row.title, at(row.openedAt, zone)],
    [row.duration === null ? null : duration(row.duration), row.serviceName],
    [row.priority, row.urgency],
    row.deploymentId === null || row.confidence === null || row.entryId !== null ? null : confidenceInWords(row.confidence),
  ];

/** From one thing to the next, with the time in between. */
function course(instants: readonly (string | null)[], zone: string): Phrases {
  return instants.map((instant, index) => {
    const before = instants.slice(0, index).findLast((one) => one !== null);
    return [before == null ? null : between(before, instant), at(instant, zone)];
  });
}

const last = '9999-12-31';

export function deploymentStory(story: WireDeploymentStory, zone: string): Phrases {
  const own = new Set(story.failures.map(({ incident }) => incident?.id));
  const { restoredBy } = story;
  const instants = [story.finishedAt, ...(story.detectedAt === null ? [] : [story.detectedAt]), story.restoredAt];
  const took = between(story.startedAt, story.finishedAt);
  const changes = story.delivered.toSorted((a, b) => (b.leadTime ?? -1) - (a.leadTime ?? -1));
  return [
    storyTitle(story),
    [story.serviceName, story.team?.name],
    [at(story.finishedAt, zone), took === null ? `began ${at(story.startedAt, zone)}` : `took ${took}`],
    [story.places.join(', '), story.sha?.slice(0, 12), story.title, `fetched ${at(story.fetchedAt, zone)}`],
    story.failed
      ? course(
          instants.toSorted((a, b) => Date.parse(a ?? last) - Date.parse(b ?? last)),
          zone,
        )
      : null,
    story.failures.map(({ incident, remedy, reason, at: when, confidence }) => [
      incident ? incident.title : remedy === null ? null : name(remedy, zone),
      reason,
      at(when, zone),
      `evidence ${confidenceInWords(confidence)}`,
    ]),
    restoredBy && [at(restoredBy.at, zone), restoredBy.incident?.title, restoredBy.deployment && name(restoredBy.deployment, zone)],
    story.remediates.map(({ deployment, reason }) => [name(deployment, zone), reason]),
    deliveredInWords(changes, story.changes),
    changes.map((row) => [
      row.title,
      row.pullNumber === null ? null : `#${row.pullNumber}${row.pullTitle === null ? '' : ` ${row.pullTitle}`}`,
      at(row.authoredAt, zone),
      leadTimeInWords(row),
    ]),
    changes.length < story.changes ? `The first ${some(changes.length, 'change')}` : null,
    [story.previous && name(story.previous, zone), story.next && name(story.next, zone)],
    story.incidents.filter(({ id }) => !own.has(id)).map(({ openedAt, title, reason }) => [at(openedAt, zone), title, reason]),
    `Made of ${some(story.children.length, 'record')}`,
    story.children.map(({ origin, externalId, place, startedAt, finishedAt }) => [
      `${origin} ${externalId}`,
      place,
      at(startedAt, zone),
      at(finishedAt, zone),
    ]),
  ];
}

export function incidentStory({ services, course: told, changes, merged }: WireIncidentStory, zone: string): Phrases {
  const [first] = services;
  if (first === undefined) return [];
  const { openedAt } = first;
  const moments = courseMoments(first, told);
  return [
    first.title,
    first.duration === null ? null : `Resolved after ${duration(first.duration)}`,
    moments.map(({ name: what, at: when, text }, index) => {
      const before = moments[index - 1]?.at ?? null;
      return [before === null ? null : between(before, when), what, at(when, zone), text];
    }),
    [first.priority, first.urgency, first.responders === null ? null : count(first.responders), `fetched ${at(first.fetchedAt, zone)}`],
    changes.length === 0 ? null : 'in the 24 hours before',
    changes.map((one) => [one.summary, one.source, at(one.at, zone)]),
    merged.map((one) => [one.title, `opened ${at(one.openedAt, zone)}`]),
    services.map(({ serviceName, deployment, rung, confidence, reason, before, after }) => [
      serviceName,
      deployment && [name(deployment, zone), confidence === null || rung === 1 ? null : confidenceInWords(confidence)],
      reason,
      before.toReversed().map((one) => [`${duration(Math.abs(one.fromOpening))} before`, name(one, zone)]),
      before.length + after.length === 0 ? null : at(openedAt, zone),
      after.map((one) => [`${duration(Math.abs(one.fromOpening))} after`, name(one, zone)]),
    ]),
  ];
}
