import type { Timeline } from '../charts/timeline.ts';
import type { Events } from '../charts/timeline-events.ts';
import type { LaneId, Mark, Shape } from '../charts/timeline-lane.ts';
import { count } from '../format.ts';

/** A mark with room to be pointed at around it. */
export function Glyph({ mark, middle }: { readonly mark: Mark; readonly middle: number }) {
  const { shape, x, width, y, height } = mark;
  if (width > 0) {
    return (
      <>
        <rect class="reach" x={x} width={Math.max(width, 4)} y={middle - 20} height="40" />
        <rect class={`sign ${shape}`} x={x} width={width} y={middle + y - height / 2} height={height} rx={shape === 'many' ? 1 : 3} />
      </>
    );
  }
  return (
    <g transform={`translate(${x} ${middle})`}>
      <rect class="reach" x="-5" y="-14" width="10" height="28" />
      <path class={`sign ${shape}`} d={shapes[shape]} />
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

type Key = { readonly shape: Shape; readonly lane: LaneId; readonly name: string; readonly there: (events: Events) => boolean };

const by =
  (reason: string) =>
  ({ unplanned }: Events): boolean =>
    unplanned.some((one) => one.unplanned === reason);
const inState =
  (state: string) =>
  ({ incidents }: Events): boolean =>
    incidents.some((one) => one.state === state);

const keys: readonly Key[] = [
  { shape: 'deployed', lane: 'deployed', name: 'deployment', there: ({ deployed }) => deployed.length > 0 },
  { shape: 'failed', lane: 'failed', name: 'failed, with a line to what ended it', there: ({ failed }) => failed.length > 0 },
  { shape: 'rollback', lane: 'unplanned', name: 'rollback', there: by('rollback') },
  { shape: 'revert', lane: 'unplanned', name: 'revert', there: by('revert') },
  { shape: 'hotfix', lane: 'unplanned', name: 'hotfix', there: by('hotfix') },
  { shape: 'counted', lane: 'incidents', name: 'incident, counted', there: inState('counted') },
  { shape: 'proposed', lane: 'incidents', name: 'incident, proposed', there: inState('proposed') },
  { shape: 'unrelated', lane: 'incidents', name: 'incident, not change-related', there: inState('not_change_related') },
  {
    shape: 'attempt',
    lane: 'uncounted',
    name: 'attempt that did not succeed',
    there: ({ uncounted }) => uncounted.some(({ kind, outcome }) => kind === null && outcome !== 'running'),
  },
  {
    shape: 'running',
    lane: 'uncounted',
    name: 'still running',
    there: ({ uncounted }) => uncounted.some(({ outcome }) => outcome === 'running'),
  },
  { shape: 'redeploy', lane: 'uncounted', name: 'redeployment', there: ({ uncounted }) => uncounted.some(({ kind }) => kind !== null) },
];

/** The marks there are, in words, and what a bar stands for. */
export function Legend({ events, picture: { lanes, now, blank } }: { readonly events: Events; readonly picture: Timeline }) {
  const single = new Set(lanes.filter(({ binned }) => binned === null).map(({ id }) => id));
  return (
    <ul class="timeline-legend">
      {keys
        .filter(({ lane, there }) => single.has(lane) && there(events))
        .map(({ shape, name }) => (
          <li key={shape}>
            <svg width="24" height="20" viewBox="-12 -10 24 20" aria-hidden="true">
              {shapes[shape] === '' ? (
                <rect class={`sign ${shape}`} x="-11" y="-5" width="22" height="10" rx="3" />
              ) : (
                <path class={`sign ${shape}`} d={shapes[shape]} transform={shape === 'deployed' ? 'scale(1 .75)' : undefined} />
              )}
            </svg>
            {name}
          </li>
        ))}
      {lanes.map(
        ({ id, name, binned }) =>
          binned !== null && (
            <li key={id} data-lane={id}>
              <svg width="24" height="20" viewBox="-12 -10 24 20" aria-hidden="true">
                <rect class="sign many" x="-5" y="-2" width="4" height="10" />
                <rect class="sign many" x="1" y="-8" width="4" height="16" />
              </svg>
              {name}: a bar a {binned.unit}, at most {count(binned.most)}
            </li>
          ),
      )}
      {now !== null && (
        <li>
          <svg width="24" height="20" viewBox="-12 -10 24 20" aria-hidden="true">
            <line class="now-line" x1="0" x2="0" y1="-10" y2="10" />
          </svg>
          now
        </li>
      )}
      {blank > 0 && (
        <li>
          <svg width="24" height="20" viewBox="-12 -10 24 20" aria-hidden="true">
            <rect class="blank" x="-11" width="22" y="-8" height="16" />
          </svg>
          not drawn
        </li>
      )}
    </ul>
  );
}
