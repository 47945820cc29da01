import { useRef, useState } from 'preact/hooks';
import type { CoverageRow } from '../api.ts';
import {
  coverageInWords,
  lengthOf,
  monthTicks,
  objectName,
  type Range,
  readingInWords,
  type Segment,
  segmentInWords,
  segments,
} from '../coverage.ts';

type Given = { readonly rows: readonly CoverageRow[]; readonly range: Range; readonly zone: string };
/** What is looked at: a row, and a stretch of it. */
type Place = { readonly row: number; readonly stretch: number };

const percent = (share: number): string => `${(share * 100).toFixed(3)}%`;

/**
 * One strip a list, days from left to right. The keyboard reaches the map as one stop: up and down go from list to list, left and
 * right from stretch to stretch, each told in words; the line below says the same to the eye.
 */
export function CoverageMap({ rows, range, zone }: Given) {
  const [place, setPlace] = useState<Place | null>(null);
  const strips = useRef<HTMLUListElement>(null);
  const at = Math.min(place?.row ?? 0, rows.length - 1);
  const go = (row: number): void => {
    const wanted = Math.max(0, Math.min(rows.length - 1, row));
    setPlace({ row: wanted, stretch: 0 });
    strips.current?.querySelectorAll<HTMLElement>('[role="slider"]')[wanted]?.focus();
  };
  const shown = place === null ? undefined : rows[place.row];
  return (
    <div class="map">
      <Axis range={range} />
      <ul ref={strips}>
        {rows.map((row, index) => (
          <Strip
            key={`${row.repositoryId} ${row.object}`}
            row={row}
            range={range}
            zone={zone}
            first={rows[index - 1]?.repositoryId !== row.repositoryId}
            reachable={index === at}
            stretch={place?.row === index ? place.stretch : null}
            look={(stretch) => setPlace({ row: index, stretch })}
            leave={() => setPlace(null)}
            go={(by) => go(index + by)}
          />
        ))}
      </ul>
      <p class="told quiet small" aria-hidden="true">
        {place === null || shown === undefined
          ? 'Point at a strip, or reach it with the keyboard and use the arrow keys.'
          : `${shown.repository}, ${objectName(shown.object)}: ${segmentInWords(stretchOf(shown, range, place.stretch), range)}`}
      </p>
    </div>
  );
}

function stretchOf(row: CoverageRow, range: Range, index: number): Segment {
  const all = segments(row, range);
  return all[Math.min(index, all.length - 1)] ?? { start: 0, length: lengthOf(range), state: 'never' };
}

type StripGiven = {
  readonly row: CoverageRow;
  readonly range: Range;
  readonly zone: string;
  /** The first list of its repository names it. */
  readonly first: boolean;
  readonly reachable: boolean;
  readonly stretch: number | null;
  readonly look: (stretch: number) => void;
  readonly leave: () => void;
  readonly go: (by: number) => void;
};

const sideways: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -1e6, End: 1e6 };
const upwards: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };

function Strip({ row, range, zone, first, reachable, stretch, look, leave, go }: StripGiven) {
  const all = segments(row, range);
  const whole = lengthOf(range);
  const now = Math.min(stretch ?? all.length - 1, all.length - 1);
  const press = (event: KeyboardEvent): void => {
    const [aside, up] = [sideways[event.key], upwards[event.key]];
    if (aside === undefined && up === undefined) return;
    event.preventDefault();
    if (up !== undefined) go(up);
    else look(Math.max(0, Math.min(all.length - 1, now + (aside ?? 0))));
  };
  const point = (event: MouseEvent & { readonly currentTarget: SVGSVGElement }): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const day = Math.floor(((event.clientX - left) / width) * whole);
    look(
      Math.max(
        0,
        all.findIndex(({ start, length }) => day < start + length),
      ),
    );
  };
  const words = coverageInWords(row, range);
  return (
    <li class={first ? 'first' : undefined}>
      {first && (
        <h4>
          <bdi>{row.repository}</bdi>
        </h4>
      )}
      <span class="object">{objectName(row.object)}</span>
      <span
        class="reach"
        role="slider"
        tabIndex={reachable ? 0 : -1}
        aria-label={`${row.repository}, ${objectName(row.object)}: ${words}`}
        aria-valuemin={1}
        aria-valuemax={all.length}
        aria-valuenow={now + 1}
        aria-valuetext={segmentInWords(stretchOf(row, range, now), range)}
        onKeyDown={press}
        onFocus={() => look(now)}
        onBlur={leave}
      >
        <svg class="days" viewBox={`0 0 ${whole} 8`} preserveAspectRatio="none" aria-hidden="true" onMouseMove={point} onMouseLeave={leave}>
          {all.map(({ start, length, state }, index) => (
            <rect
              key={start}
              class={stretch === index ? `${state} here` : state}
              x={start}
              width={length}
              y={state === 'failed' ? 0 : 1}
              height={state === 'failed' ? 8 : 6}
            />
          ))}
        </svg>
      </span>
      <span class="reading quiet">{readingInWords(row, zone)}</span>
    </li>
  );
}

/** Months above the strips. */
function Axis({ range }: { readonly range: Range }) {
  return (
    <div class="axis quiet" aria-hidden="true">
      <div>
        {monthTicks(range).map(({ at, label, year }) => (
          <span key={at} style={{ left: percent(at) }}>
            {label}
            {year !== null && <b> {year}</b>}
          </span>
        ))}
      </div>
    </div>
  );
}
