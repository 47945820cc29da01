import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { WireScope } from '../api.ts';
import type { Asked } from '../ask.ts';
import { type Timeline as Drawn, laneHeight, timelineOf } from '../charts/timeline.ts';
import { type Events, eventsOf, lastOf } from '../charts/timeline-events.ts';
import type { Lane } from '../charts/timeline-lane.ts';
import { partTitle, timelineTitle } from '../charts/timeline-words.ts';
import { count, day } from '../format.ts';
import { useLiveAsk } from '../live.ts';
import { patched, type Question } from '../question.ts';
import { Problem } from './states.tsx';
import { askTimeline, mostDrawn, type TimelineData } from './timeline-data.ts';
import { Legend } from './timeline-glyphs.tsx';
import { Marks } from './timeline-marks.tsx';
import { TimelineTable } from './timeline-table.tsx';

type Scope = Pick<WireScope, 'window' | 'zone' | 'now'>;
type Given = {
  readonly service: string;
  readonly question: Question;
  /** Null while it is not known. */
  readonly scope: Scope | null;
  /** Whether failures of this service can be known. */
  readonly stability: boolean;
  /** Whether incidents of it are collected: that there are none is told only then. */
  readonly collected: boolean;
};

/** What happened to a service in a window: deployments, those that failed and what ended that, and incidents. */
export function Timeline({ service, question, scope, stability, collected }: Given) {
  const { from, to } = scope?.window ?? { from: null, to: null };
  const asked = useLiveAsk(scope === null ? null : patched('', { service, from, to }), askTimeline);
  const drawn = useDrawn(asked, scope);
  return (
    <section
      class={`card timeline${drawn !== null && !asked.fresh ? ' stale' : ''}`}
      aria-labelledby="timeline"
      aria-busy={asked.error === null && (drawn === null || !asked.fresh)}
    >
      <p class="name">Time line</p>
      <h2 id="timeline">
        {drawn !== null
          ? partTitle(drawnOf(drawn.data), timelineTitle(drawn.events, stability))
          : asked.error === null
            ? 'Reading what happened …'
            : 'What happened cannot be shown'}
      </h2>
      {asked.error && <Problem error={asked.error} again={asked.again} kept={drawn !== null} />}
      {drawn === null ? (
        asked.error === null && <div class="timeline-space" />
      ) : (
        <>
          <Capped data={drawn.data} zone={drawn.scope.zone} />
          <Picture {...drawn} question={question} service={service} collected={collected} />
          <TimelineTable events={drawn.events} question={question} zone={drawn.scope.zone} />
        </>
      )}
    </section>
  );
}

type Drawing = { readonly data: TimelineData; readonly events: Events; readonly scope: Scope };

/** The newest answer with the window it is of; it stays until the next is there. */
function useDrawn({ data, fresh }: Asked<TimelineData>, scope: Scope | null): Drawing | null {
  const kept = useRef<Drawing | null>(null);
  const events = useMemo(() => data && eventsOf(data.deployments.rows, data.incidents.rows), [data]);
  if (data !== null && events !== null && scope !== null && fresh) kept.current = { data, events, scope };
  return kept.current;
}

const drawnOf = ({ deployments: { rows, total } }: TimelineData) => ({ rows: rows.length, total });

/** From when on deployments are drawn; null = all of them are. */
function sinceOf({ deployments: { rows, total } }: TimelineData): string | null {
  const oldest = rows.at(-1);
  return oldest === undefined || rows.length >= total ? null : lastOf(oldest);
}

/** Where there are more than are drawn, from when on they are. */
function Capped({ data, zone }: { readonly data: TimelineData; readonly zone: string }) {
  const { incidents } = data;
  const since = sinceOf(data);
  const oldest = incidents.rows.length < incidents.total ? incidents.rows.at(-1) : undefined;
  if (since === null && oldest === undefined) return null;
  return (
    <p class="small">
      Only the newest {count(mostDrawn)} are drawn{since !== null && <>, deployments since {day(new Date(since), zone)}</>}
      {oldest !== undefined && <>, incidents since {day(new Date(oldest.openedAt), zone)}</>}. A shorter window shows all there are.
    </p>
  );
}

/** The width there is, from the first picture on. */
function useWidth() {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(800);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return;
    const measure = (): void => setWidth(Math.max(160, Math.floor(current.clientWidth)));
    measure();
    const watching = new ResizeObserver(measure);
    watching.observe(current);
    return () => watching.disconnect();
  }, []);
  return { element, width };
}

type PictureGiven = Omit<Given, 'scope' | 'stability'> & Drawing;

function Picture({ data, events, scope, question, service, collected }: PictureGiven) {
  const { element, width } = useWidth();
  const picture = useMemo(
    () => timelineOf(events, { span: scope.window, zone: scope.zone, now: scope.now, since: sinceOf(data), width }),
    [events, scope.window.from, scope.window.to, scope.zone, scope.now, width],
  );
  return (
    <div class="timeline-picture">
      <dl class="lanes">
        {picture.lanes.map((lane) => (
          <div key={lane.id} style={{ height: `${laneHeight}px` }}>
            <dt>{lane.name}</dt>
            <dd>{laneSaid(lane, collected)}</dd>
          </div>
        ))}
      </dl>
      <div ref={element} class="track">
        <Marks picture={picture} width={width} question={question} service={service} />
        <Axis picture={picture} width={width} />
      </div>
      <Legend events={events} picture={picture} />
    </div>
  );
}

/** How many; nothing collected is not none. */
function laneSaid({ id, n }: Lane, collected: boolean): string {
  if (n > 0) return count(n);
  return id === 'incidents' && !collected ? 'not collected' : 'none';
}

function Axis({ picture, width }: { readonly picture: Drawn; readonly width: number }) {
  return (
    <div class="scale" aria-hidden="true">
      {picture.ticks.map(({ x, label }) => (
        <span key={label} style={{ left: `${(x / width) * 100}%` }} class={x < 20 ? 'first' : x > width - 24 ? 'last' : undefined}>
          {label}
        </span>
      ))}
    </div>
  );
}
