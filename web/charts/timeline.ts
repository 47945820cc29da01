/** The picture of a time line: lanes of marks, and lines from failures to what ended them. Pixels; pure. */

import type { WireDeployment } from '../api.ts';
import { placesOf, type Span, type Tick, ticksOf } from './timeline-axis.ts';
import { type Events, lastOf, type Remedy } from './timeline-events.ts';
import { type Event, type Lane, type LaneId, laneOf, type Mark, type Shape } from './timeline-lane.ts';
import { deploymentSaid, incidentSaid } from './timeline-words.ts';

/**
 * From a failed deployment along the lane of failures to when that ended, and from there to what ended it. Ends are lanes and, for an
 * incident, how far from the middle of its lane it lies; null = not drawn as a mark of its own.
 */
export type Join = {
  readonly key: string;
  readonly x: number;
  readonly end: number;
  readonly open: boolean;
  readonly from: 'deployed' | null;
  readonly to: { readonly lane: LaneId; readonly y: number } | null;
};

export type Timeline = {
  readonly lanes: readonly Lane[];
  readonly joins: readonly Join[];
  readonly ticks: readonly Tick[];
  /** Where now is, if the window reaches beyond it. */
  readonly now: number | null;
  /** Up to where deployments are not drawn, because there are too many. */
  readonly blank: number;
};

export const laneHeight = 48;

type Frame = { readonly span: Span; readonly zone: string; readonly now: string; readonly since?: string | null; readonly width: number };

export function timelineOf(events: Events, { span, zone, now, since, width }: Frame): Timeline {
  const place = placesOf(span, width);
  const of = (deployment: WireDeployment, shape: Shape): Event => ({
    key: deployment.id,
    at: lastOf(deployment),
    end: null,
    shape,
    said: deploymentSaid(deployment, events.remedies.get(deployment.id), zone),
    to: { kind: 'deployments', id: deployment.id },
  });
  const lanes: Readonly<Record<LaneId, readonly Event[]>> = {
    deployed: events.deployed.map((one) => of(one, one.failed ? 'deployed-failed' : 'deployed')),
    failed: events.failed.map((one) => of(one, 'failed')),
    unplanned: events.unplanned.map((one) => of(one, unplannedShapes[one.unplanned ?? ''] ?? 'hotfix')),
    incidents: events.incidents.map((incident) => ({
      key: incident.id,
      at: incident.openedAt,
      end: incident.resolvedAt ?? now,
      shape: incidentShapes[incident.state],
      said: incidentSaid(incident, zone),
      to: { kind: 'incidents', id: incident.id },
    })),
    uncounted: events.uncounted.map((one) => of(one, one.kind !== null ? 'redeploy' : one.outcome === 'running' ? 'running' : 'attempt')),
  };
  const shown = (Object.keys(lanes) as LaneId[]).filter((id) => id !== 'uncounted' || lanes[id].length > 0);
  const drawn = shown.map((id) => laneOf(id, lanes[id], { span, zone, width }));
  const single = new Map(drawn.flatMap(({ id, binned, marks }) => (binned === null ? [[id, marks] as const] : [])));
  return {
    lanes: drawn,
    joins: single.has('failed') ? joinsOf(events, place, now, single) : [],
    ticks: ticksOf(span, zone, width),
    now: Date.parse(now) < Date.parse(span.to) ? place(now) : null,
    blank: since == null ? 0 : place(since),
  };
}

const unplannedShapes: Readonly<Record<string, Shape>> = { rollback: 'rollback', revert: 'revert', hotfix: 'hotfix' };
const incidentShapes = { counted: 'counted', proposed: 'proposed', not_change_related: 'unrelated' } as const;

type Singles = ReadonlyMap<LaneId, readonly Mark[]>;

function joinsOf(events: Events, place: (at: string) => number, now: string, single: Singles): readonly Join[] {
  const from = single.has('deployed') ? 'deployed' : null;
  const endOf = (remedy: Remedy | undefined): Join['to'] => {
    if (remedy === undefined) return null;
    const [lane, key] =
      'incident' in remedy ? (['incidents', remedy.incident.id] as const) : [laneOfRemedy(remedy.deployment), remedy.deployment.id];
    const mark = single.get(lane)?.find((one) => one.key === key);
    return mark === undefined ? null : { lane, y: mark.y };
  };
  return events.failed.flatMap((failed): Join[] => {
    const x = place(lastOf(failed));
    if (failed.recovery === 'open') return [{ key: failed.id, x, end: place(now), open: true, from, to: null }];
    if (failed.restoredAt === null || failed.recovery !== 'restored') return [];
    return [{ key: failed.id, x, end: place(failed.restoredAt), open: false, from, to: endOf(events.remedies.get(failed.id)) }];
  });
}

const laneOfRemedy = ({ unplanned }: WireDeployment): LaneId => (unplanned === null ? 'deployed' : 'unplanned');
