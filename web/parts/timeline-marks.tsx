// biome-ignore-all lint/a11y/useAnchorContent: the label of a mark is its content; a picture has no text.
import { useRef, useState } from 'preact/hooks';
import { laneHeight, type Timeline } from '../charts/timeline.ts';
import type { Events } from '../charts/timeline-events.ts';
import type { Mark, Shape, Target } from '../charts/timeline-lane.ts';
import { carried, pageOf, type Question } from '../question.ts';

type Given = { readonly picture: Timeline; readonly width: number; readonly question: Question; readonly service: string };
type At = { readonly lane: number; readonly mark: number };

/** Where a mark leads: its story, or the list of what it stands for. */
function hrefOf(to: Target, service: string, question: Question): string {
  if (to.kind !== 'list') return pageOf(to.kind, to.id, question);
  const marked = to.lane === 'failed' || to.lane === 'unplanned' ? to.lane : null;
  const list = to.lane === 'incidents' ? 'incidents' : 'deployments';
  return `/${list}${carried(question, { service, from: to.from, to: to.to, marked })}`;
}

/** The mark of a lane that is nearest to a place. */
function nearest(marks: readonly Mark[], x: number): number {
  const distance = (mark: Mark): number => Math.abs(mark.x + mark.width / 2 - x);
  return marks.reduce((best, mark, index) => (distance(mark) < distance(marks[best] ?? mark) ? index : best), 0);
}

/** Where a key leads from a mark: along its lane, or to the nearest mark of the lane above or below; null = nowhere. */
function stepFrom(lanes: Timeline['lanes'], { lane, mark }: At, key: string): At | null {
  const marks = lanes[lane]?.marks ?? [];
  const along: Readonly<Record<string, number>> = { ArrowRight: mark + 1, ArrowLeft: mark - 1, Home: 0, End: marks.length - 1 };
  const next = along[key];
  if (next !== undefined) return { lane, mark: Math.max(0, Math.min(marks.length - 1, next)) };
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return null;
  const others = lanes.map((_, index) => index).filter((index) => lanes[index]?.marks.length);
  const other = key === 'ArrowUp' ? others.findLast((index) => index < lane) : others.find((index) => index > lane);
  const here = marks[mark];
  if (other === undefined || here === undefined) return { lane, mark };
  return { lane: other, mark: nearest(lanes[other]?.marks ?? [], here.x + here.width / 2) };
}

/** The marks as links: one stop for the tab key, arrow keys walk along a lane and between lanes, the one in view is named. */
export function Marks({ picture, width, question, service }: Given) {
  const { lanes, joins, ticks, now } = picture;
  const first = Math.max(
    0,
    lanes.findIndex(({ marks }) => marks.length > 0),
  );
  const [shown, setShown] = useState<At | null>(null);
  const [stop, setStop] = useState<At | null>(null);
  const drawing = useRef<SVGSVGElement>(null);
  const stands = stop !== null && lanes[stop.lane]?.marks[stop.mark] !== undefined;
  const current = stands && stop !== null ? stop : { lane: first, mark: 0 };
  const height = lanes.length * laneHeight;
  const middle = (lane: number): number => (lane + 0.5) * laneHeight;
  const walk = (event: KeyboardEvent): void => {
    const next = stepFrom(lanes, current, event.key);
    if (next === null) return;
    event.preventDefault();
    drawing.current?.querySelector<SVGAElement>(`[data-at="${next.lane} ${next.mark}"]`)?.focus();
  };
  const laneAt = (id: string): number => lanes.findIndex((lane) => lane.id === id);
  const failed = laneAt('failed');
  const named = shown === null ? undefined : lanes[shown.lane]?.marks[shown.mark];
  return (
    <div class="marks" onPointerLeave={() => setShown(null)}>
      {/* biome-ignore lint/a11y/useSemanticElements: a group of links along a scale is no set of fields. */}
      <svg
        ref={drawing}
        viewBox={`0 0 ${width} ${height}`}
        role="group"
        aria-label="Deployments and incidents in time. Arrow keys walk along them: left and right in a lane, up and down between lanes."
        onKeyDown={walk}
        onBlurCapture={() => setShown(null)}
      >
        {ticks.map(({ x, label }) => (
          <line key={label} class="grid-line" x1={x} x2={x} y1="0" y2={height} />
        ))}
        {lanes.map(({ id }, lane) => (
          <line key={id} class="lane-line" x1="0" x2={width} y1={middle(lane)} y2={middle(lane)} />
        ))}
        {now !== null && <line class="now-line" x1={now} x2={now} y1="0" y2={height} />}
        {joins.map(({ key, x, end, open, to }) => (
          <path
            key={key}
            class={open ? 'join open' : 'join'}
            d={`M${x} ${middle(0)}V${middle(failed)}H${end}${to === null ? '' : `V${middle(laneAt(to))}`}`}
          />
        ))}
        {lanes.map(({ id, marks }, lane) =>
          marks.map((mark, index) => (
            <a
              key={`${id} ${mark.key}`}
              href={hrefOf(mark.to, service, question)}
              aria-label={mark.said}
              data-at={`${lane} ${index}`}
              data-lane={id}
              tabIndex={current.lane === lane && current.mark === index ? 0 : -1}
              onPointerEnter={() => setShown({ lane, mark: index })}
              onFocus={() => {
                setShown({ lane, mark: index });
                setStop({ lane, mark: index });
              }}
            >
              <Glyph mark={mark} middle={middle(lane)} />
            </a>
          )),
        )}
      </svg>
      {named !== undefined && shown !== null && (
        <p
          class={`label${named.x > width / 2 ? ' left' : ''}`}
          style={{ left: `${((named.x + named.width / 2) / width) * 100}%`, bottom: `${height - middle(shown.lane) + 20}px` }}
          aria-hidden="true"
        >
          {named.said}
        </p>
      )}
    </div>
  );
}

/** A mark with room to be pointed at around it. */
function Glyph({ mark, middle }: { readonly mark: Mark; readonly middle: number }) {
  const { shape, x, width, y, height } = mark;
  if (width > 0) {
    return (
      <>
        <rect class="reach" x={x} width={Math.max(width, 4)} y={middle - 20} height="40" />
        <rect class={`mark ${shape}`} x={x} width={width} y={middle + y - height / 2} height={height} rx={shape === 'many' ? 1 : 3} />
      </>
    );
  }
  return (
    <g transform={`translate(${x} ${middle})`}>
      <rect class="reach" x="-5" y="-14" width="10" height="28" />
      <path class={`mark ${shape}`} d={shapes[shape]} />
    </g>
  );
}

const circle = 'M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z';
const shapes: Readonly<Record<Shape, string>> = {
  deployed: 'M-1-12h2v24h-2z',
  'deployed-failed': 'M-1.5-12h3v24h-3z',
  failed: 'M0-7L7 0L0 7L-7 0z',
  rollback: 'M-9 0L-1-7V-2.5H8V2.5H-1V7z',
  revert: 'M5 6H0A5 5 0 0 1 0-4H4M1-8L5-4L1 0',
  hotfix: 'M-2-7h4v5h5v4h-5v5h-4v-5h-5v-4h5z',
  attempt: circle,
  running: circle,
  redeploy: 'M-3-7h6v14h-6z',
  counted: '',
  proposed: '',
  unrelated: '',
  many: '',
};

type Key = { readonly shape: Shape; readonly name: string; readonly there: (events: Events) => boolean };

const by =
  (reason: string) =>
  ({ unplanned }: Events): boolean =>
    unplanned.some((one) => one.unplanned === reason);
const inState =
  (state: string) =>
  ({ incidents }: Events): boolean =>
    incidents.some((one) => one.state === state);

const keys: readonly Key[] = [
  { shape: 'deployed', name: 'deployment', there: ({ deployed }) => deployed.length > 0 },
  { shape: 'failed', name: 'failed, with a line to what ended it', there: ({ failed }) => failed.length > 0 },
  { shape: 'rollback', name: 'rollback', there: by('rollback') },
  { shape: 'revert', name: 'revert', there: by('revert') },
  { shape: 'hotfix', name: 'hotfix', there: by('hotfix') },
  { shape: 'counted', name: 'incident, counted', there: inState('counted') },
  { shape: 'proposed', name: 'incident, proposed', there: inState('proposed') },
  { shape: 'unrelated', name: 'incident, not change-related', there: inState('not_change_related') },
  { shape: 'attempt', name: 'attempt that did not succeed', there: ({ uncounted }) => uncounted.some(({ kind }) => kind === null) },
  { shape: 'redeploy', name: 'redeployment', there: ({ uncounted }) => uncounted.some(({ kind }) => kind !== null) },
];

/** The marks there are, in words. */
export function Legend({ events }: { readonly events: Events }) {
  return (
    <ul class="timeline-legend">
      {keys
        .filter(({ there }) => there(events))
        .map(({ shape, name }) => (
          <li key={shape}>
            <svg width="24" height="20" viewBox="-12 -10 24 20" aria-hidden="true">
              {shapes[shape] === '' ? (
                <rect class={`mark ${shape}`} x="-11" y="-5" width="22" height="10" rx="3" />
              ) : (
                <path class={`mark ${shape}`} d={shapes[shape]} transform={shape === 'deployed' ? 'scale(1 .75)' : undefined} />
              )}
            </svg>
            {name}
          </li>
        ))}
    </ul>
  );
}
