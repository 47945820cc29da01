import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { WireScope } from '../api.ts';
import { type Timeline as Drawn, laneHeight, timelineOf } from '../charts/timeline.ts';
import { eventsOf } from '../charts/timeline-events.ts';
import type { Lane } from '../charts/timeline-lane.ts';
import { timelineTitle } from '../charts/timeline-words.ts';
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
  readonly scope: Scope;
  /** Whether incidents of this service are collected. */
  readonly stability: boolean;
};

/** What happened to a service in a window: deployments, those that failed and what ended that, and incidents. */
export function Timeline({ service, question, scope, stability }: Given) {
  const { from, to } = scope.window;
  const asked = useLiveAsk(patched('', { service, from, to }), askTimeline);
  const { data } = asked;
  const events = useMemo(() => data && eventsOf(data.deployments.rows, data.incidents.rows), [data]);
  const known = data !== null && events !== null && asked.fresh;
  return (
    <section class="card timeline" aria-labelledby="timeline" aria-busy={asked.loading}>
      <p class="name">Time line</p>
      <h2 id="timeline">{known ? timelineTitle(events, stability) : 'Reading what happened …'}</h2>
      {asked.error && <Problem error={asked.error} again={asked.again} kept={false} />}
      {known ? (
        <>
          <Capped data={data} zone={scope.zone} />
          <Picture events={events} scope={scope} question={question} service={service} stability={stability} />
          <Legend events={events} />
          <TimelineTable events={events} question={question} zone={scope.zone} />
        </>
      ) : (
        asked.error === null && <div class="timeline-space" />
      )}
    </section>
  );
}

/** Where there are more than are drawn, from when on they are. */
function Capped({ data: { deployments, incidents }, zone }: { readonly data: TimelineData; readonly zone: string }) {
  const oldest = deployments.rows.at(-1);
  const all = deployments.rows.length >= deployments.total && incidents.rows.length >= incidents.total;
  if (all || oldest === undefined) return null;
  const since = day(new Date(oldest.finishedAt ?? oldest.startedAt), zone);
  return (
    <p class="small">
      Only the newest {count(mostDrawn)} are drawn: {count(deployments.rows.length)} of {count(deployments.total)} deployments (since{' '}
      {since}) and {count(incidents.rows.length)} of {count(incidents.total)} incidents. A shorter window shows all of it.
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

type PictureGiven = Given & { readonly events: ReturnType<typeof eventsOf> };

function Picture({ events, scope, question, service, stability }: PictureGiven) {
  const { element, width } = useWidth();
  const picture = useMemo(
    () => timelineOf(events, { span: scope.window, zone: scope.zone, now: scope.now, width }),
    [events, scope.window.from, scope.window.to, scope.zone, scope.now, width],
  );
  return (
    <div class="timeline-picture">
      <dl class="lanes">
        {picture.lanes.map((lane) => (
          <div key={lane.id} style={{ height: `${laneHeight}px` }}>
            <dt>{lane.name}</dt>
            <dd>{laneSaid(lane, stability)}</dd>
          </div>
        ))}
      </dl>
      <div ref={element} class="track">
        <Marks picture={picture} width={width} question={question} service={service} />
        <Axis picture={picture} width={width} />
      </div>
    </div>
  );
}

/** "159", "2,000, at most 31 a day"; nothing collected is not none. */
function laneSaid({ id, n, binned }: Lane, stability: boolean): string {
  if (id === 'incidents' && !stability && n === 0) return 'not collected';
  if (n === 0) return 'none';
  return binned === null ? count(n) : `${count(n)}, at most ${count(binned.most)} a\u00a0${binned.unit}`;
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
