/** One lane of a time line: every record a mark, or, where marks would hide each other, one bar a day, week or month. Pure. */

import { dateIn } from '../calendar.ts';
import { day, shortDays, some } from '../format.ts';
import { startOfDate } from '../list-window.ts';
import { placesOf, type Span, type Unit, unitStart, unitsLater, widthOf } from './timeline-axis.ts';

export type LaneId = 'deployed' | 'failed' | 'unplanned' | 'incidents' | 'uncounted';
export type Shape =
  | 'deployed'
  | 'deployed-failed'
  | 'failed'
  | 'rollback'
  | 'revert'
  | 'hotfix'
  | 'attempt'
  | 'running'
  | 'redeploy'
  | 'counted'
  | 'proposed'
  | 'unrelated'
  | 'many';

/** Where a mark leads: a story, or the list of what is drawn as one. Dates are half-open. */
export type Target =
  | { readonly kind: 'deployments' | 'incidents'; readonly id: string }
  | { readonly kind: 'list'; readonly lane: LaneId; readonly from: string; readonly to: string };

export type Mark = {
  readonly key: string;
  readonly shape: Shape;
  readonly x: number;
  /** Zero where a mark is an instant. */
  readonly width: number;
  /** From the middle of the lane, downwards. */
  readonly y: number;
  readonly height: number;
  readonly said: string;
  readonly to: Target;
};

export type Lane = {
  readonly id: LaneId;
  readonly name: string;
  readonly n: number;
  /** Null = every record is a mark of its own. */
  readonly binned: { readonly unit: 'day' | 'week' | 'month'; readonly most: number } | null;
  readonly marks: readonly Mark[];
};

/** A record of a lane; `end` null = an instant. */
export type Event = {
  readonly key: string;
  readonly at: string;
  readonly end: string | null;
  readonly shape: Shape;
  readonly said: string;
  readonly to: Target;
};

export const laneNames: Readonly<Record<LaneId, string>> = {
  deployed: 'Deployed',
  failed: 'Failed',
  unplanned: 'Unplanned',
  incidents: 'Incidents',
  uncounted: 'Not counted',
};
const nouns: Readonly<Record<LaneId, readonly [string, string]>> = {
  deployed: ['deployment', 'deployments'],
  failed: ['failed deployment', 'failed deployments'],
  unplanned: ['unplanned deployment', 'unplanned deployments'],
  incidents: ['incident', 'incidents'],
  uncounted: ['attempt or redeployment', 'attempts and redeployments'],
};
/** Marks nearer than this hide each other. */
const sizes: Readonly<Record<LaneId, number>> = { deployed: 3, failed: 10, unplanned: 12, incidents: 0, uncounted: 10 };

/** So many marks by themselves are slow to draw and to walk, however far apart. */
const mostMarks = 300;
/** Below this, single marks say more even where some touch. */
const fewMarks = 8;
/** The tallest of a lane's bars; they stand on its lower edge. */
export const barHeight = 36;
const thinnest = 5;

type Frame = { readonly span: Span; readonly zone: string; readonly width: number };

export function laneOf(id: LaneId, events: readonly Event[], frame: Frame): Lane {
  const place = placesOf(frame.span, frame.width);
  const common = { id, name: laneNames[id], n: events.length };
  const marks = id === 'incidents' ? barsOf(events, place) : pointsOf(events, place, sizes[id]);
  return marks === null ? { ...common, ...binned(id, events, frame) } : { ...common, binned: null, marks };
}

/** Instants; null where more than a third would touch. */
function pointsOf(events: readonly Event[], place: (at: string) => number, size: number): readonly Mark[] | null {
  const marks = events.map(({ key, at, shape, said, to }) => ({ key, shape, said, to, x: place(at), width: 0, y: 0, height: 24 }));
  const touching = marks.filter(({ x }, index) => index > 0 && x - (marks[index - 1]?.x ?? 0) < size).length;
  return marks.length > mostMarks || (marks.length > fewMarks && touching > marks.length / 3) ? null : marks;
}

const mostRows = 3;
const rowHeight = 14;
const leastBar = 6;

/** Lengths of time in as few rows as keep them apart; null where three are not enough. */
function barsOf(events: readonly Event[], place: (at: string) => number): readonly Mark[] | null {
  const ends: number[] = [];
  const marks: (Mark & { readonly row: number })[] = [];
  for (const { key, at, end, shape, said, to } of events) {
    const x = place(at);
    const width = Math.max(leastBar, place(end ?? at) - x);
    const free = ends.findIndex((taken) => taken + 2 <= x);
    const row = free < 0 ? ends.length : free;
    if (row >= mostRows || marks.length >= mostMarks) return null;
    ends[row] = x + width;
    marks.push({ key, shape, said, to, x, width, row, y: 0, height: 10 });
  }
  return marks.map(({ row, ...mark }) => ({ ...mark, y: (row - (ends.length - 1) / 2) * rowHeight }));
}

const units: readonly Unit[] = ['day', 'week', 'month'];

/** One bar a day, or a week or month where days would be too thin to tell apart; its height is how many there were. */
function binned(id: LaneId, events: readonly Event[], { span, zone, width }: Frame): Pick<Lane, 'binned' | 'marks'> {
  const unit = units.find((one) => widthOf(span, one, width) >= thinnest) ?? 'month';
  const bins = new Map<string, number>();
  for (const { at } of events) {
    const date = unitStart(dateIn(zone, new Date(at)), unit);
    bins.set(date, (bins.get(date) ?? 0) + 1);
  }
  const most = Math.max(...bins.values());
  const place = placesOf(span, width);
  const marks = [...bins].map(([from, n]): Mark => {
    const to = unitsLater(from, unit, 1);
    const ends = [startOfDate(from, zone), startOfDate(to, zone)] as const;
    const [x, end] = [place(ends[0].toISOString()), place(ends[1].toISOString())];
    const height = Math.max(3, (n / most) * barHeight);
    const when = unit === 'day' ? day(ends[0], zone) : shortDays(ends[0], ends[1], zone);
    const said = `${when}: ${some(n, ...nouns[id])}`;
    const gap = end - x > 8 ? 2 : 1;
    return {
      key: from,
      shape: 'many',
      x: x + gap / 2,
      width: Math.max(1, end - x - gap),
      y: barHeight / 2 - height / 2,
      height,
      said,
      to: { kind: 'list', lane: id, from, to },
    };
  });
  return { binned: { unit, most }, marks };
}
