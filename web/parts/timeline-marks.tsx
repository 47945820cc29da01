// biome-ignore-all lint/a11y/useAnchorContent: the label of a mark is its content; a picture has no text.
import { useMemo, useRef, useState } from 'preact/hooks';
import { laneHeight, type Timeline } from '../charts/timeline.ts';
import { barHeight, type Mark, type Target } from '../charts/timeline-lane.ts';
import { carried, pageOf, type Question } from '../question.ts';
import { Glyph } from './timeline-glyphs.tsx';

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

const middle = (lane: number): number => (lane + 0.5) * laneHeight;

/** The marks as links: one stop for the tab key, arrow keys walk along a lane and between lanes, the one in view is named. */
export function Marks({ picture, width, question, service }: Given) {
  const { lanes, joins, ticks, now, blank } = picture;
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
  const walk = (event: KeyboardEvent): void => {
    const next = stepFrom(lanes, current, event.key);
    if (next === null) return;
    event.preventDefault();
    drawing.current?.querySelector<SVGAElement>(`[data-at="${next.lane} ${next.mark}"]`)?.focus();
  };
  const laneAt = (id: string): number => lanes.findIndex((lane) => lane.id === id);
  const named = shown === null ? undefined : lanes[shown.lane]?.marks[shown.mark];
  return (
    <div class="marks" onPointerLeave={() => setShown(null)} onBlurCapture={() => setShown(null)}>
      {/* biome-ignore lint/a11y/useSemanticElements: a group of links along a scale is no set of fields. */}
      <svg
        ref={drawing}
        viewBox={`0 0 ${width} ${height}`}
        role="group"
        aria-label="Deployments and incidents in time. Arrow keys walk along them: left and right in a lane, up and down between lanes."
        onKeyDown={walk}
      >
        {blank > 0 && <rect class="blank" x="0" width={blank} y="0" height={height} />}
        {ticks.map(({ x, label }) => (
          <line key={label} class="grid-line" x1={x} x2={x} y1="0" y2={height} />
        ))}
        {lanes.map(({ id, binned }, lane) => {
          const y = middle(lane) + (binned === null ? 0 : barHeight / 2);
          return <line key={id} class="lane-line" x1="0" x2={width} y1={y} y2={y} />;
        })}
        {now !== null && <line class="now-line" x1={now} x2={now} y1="0" y2={height} />}
        {joins.map(({ key, x, end, open, from, to }) => (
          <path
            key={key}
            class={open ? 'join open' : 'join'}
            d={`M${x} ${middle(laneAt(from ?? 'failed'))}V${middle(laneAt('failed'))}H${end}${to === null ? '' : `V${middle(laneAt(to.lane)) + to.y}`}`}
          />
        ))}
        <Links lanes={lanes} current={current} service={service} question={question} show={setShown} focus={setStop} />
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

type LinksGiven = Pick<Given, 'service' | 'question'> & {
  readonly lanes: Timeline['lanes'];
  readonly current: At;
  readonly show: (at: At) => void;
  readonly focus: (at: At) => void;
};

/** Drawn anew only where what they show is new, not for every mark that is pointed at. */
function Links({ lanes, current, service, question, show, focus }: LinksGiven) {
  return useMemo(
    () => (
      <>
        {lanes.map(({ id, marks }, lane) =>
          marks.map((mark, index) => (
            <a
              key={`${id} ${mark.key}`}
              href={hrefOf(mark.to, service, question)}
              aria-label={mark.said}
              data-at={`${lane} ${index}`}
              data-lane={id}
              tabIndex={current.lane === lane && current.mark === index ? 0 : -1}
              onPointerEnter={() => show({ lane, mark: index })}
              onFocus={() => {
                show({ lane, mark: index });
                focus({ lane, mark: index });
              }}
            >
              <Glyph mark={mark} middle={middle(lane)} />
            </a>
          )),
        )}
      </>
    ),
    [lanes, current.lane, current.mark, service, question],
  );
}
