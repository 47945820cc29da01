/** The picture of a time line: lanes of marks, and lines from failures to what ended them. Pixels; pure. */

import type { WireDeployment } from '../api.ts';
import { placesOf, type Span, type Tick, ticksOf } from './timeline-axis.ts';
import { type Events, lastOf } from './timeline-events.ts';
import { type Event, type Lane, type LaneId, laneOf, type Shape } from './timeline-lane.ts';
import { deploymentSaid, incidentSaid } from './timeline-words.ts';

/** From a failure along its lane to when it ended, and from there to what ended it; `to` null = open, or ended by what is not drawn. */
export type Join = { readonly key: string; readonly x: number; readonly end: number; readonly open: boolean; readonly to: LaneId | null };

export type Timeline = {
  readonly lanes: readonly Lane[];
  readonly joins: readonly Join[];
  readonly ticks: readonly Tick[];
  /** Where now is, if the window reaches beyond it. */
  readonly now: number | null;
};

export const laneHeight = 48;

type Frame = { readonly span: Span; readonly zone: string; readonly now: string; readonly width: number };

export function timelineOf(events: Events, { span, zone, now, width }: Frame): Timeline {
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
  const single = new Set(drawn.filter(({ binned }) => binned === null).map(({ id }) => id));
  return {
    lanes: drawn,
    joins: single.has('failed') ? joinsOf(events, place, now, single) : [],
    ticks: ticksOf(span, zone, width),
    now: Date.parse(now) < Date.parse(span.to) ? place(now) : null,
  };
}

const unplannedShapes: Readonly<Record<string, Shape>> = { rollback: 'rollback', revert: 'revert', hotfix: 'hotfix' };
const incidentShapes = { counted: 'counted', proposed: 'proposed', not_change_related: 'unrelated' } as const;

function joinsOf(events: Events, place: (at: string) => number, now: string, single: ReadonlySet<LaneId>): readonly Join[] {
  return events.failed.flatMap((failed): Join[] => {
    const x = place(lastOf(failed));
    if (failed.recovery === 'open') return [{ key: failed.id, x, end: place(now), open: true, to: null }];
    if (failed.restoredAt === null || failed.recovery !== 'restored') return [];
    const remedy = events.remedies.get(failed.id);
    const to = remedy === undefined ? null : 'incident' in remedy ? 'incidents' : laneOfRemedy(remedy.deployment);
    return [{ key: failed.id, x, end: place(failed.restoredAt), open: false, to: to !== null && single.has(to) ? to : null }];
  });
}

const laneOfRemedy = ({ unplanned }: WireDeployment): LaneId => (unplanned === null ? 'deployed' : 'unplanned');
