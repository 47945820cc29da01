// biome-ignore-all lint/a11y/useAnchorContent: the label of a dot is its content; a picture has no text.
import { useMemo, useRef, useState } from 'preact/hooks';
import type { WireSpreadMetric, WireSpreadService } from '../api.ts';
import { type Dot, dotsOf, scaleOf } from '../charts/strip.ts';
import { amount } from '../format.ts';
import { carried, type Question } from '../question.ts';
import { serviceInWords } from '../spread-words.ts';

type Given = {
  readonly metric: WireSpreadMetric;
  readonly nameOf: (serviceId: string) => string;
  readonly question: Question;
  readonly zone: string;
};

const height = 64;

/**
 * The services of a metric as dots on a scale, with their median. Every dot leads to its service; arrow keys walk along them, and the
 * one in view is named.
 */
export function Strip({ metric, nameOf, question, zone }: Given) {
  const known = metric.services.flatMap(({ value }) => (value === null ? [] : [value]));
  const scale = useMemo(() => scaleOf(known, metric.unit), [metric]);
  const dots = useMemo(() => dotsOf(metric, scale, height - 16).toSorted((a, b) => a.x - b.x || a.y - b.y), [metric, scale]);
  // What goes along to a service's page; filtering the table below changes the address, not this.
  const along = carried(question);
  const [at, setAt] = useState<number | null>(null);
  const [current, setCurrent] = useState(0);
  const strip = useRef<SVGSVGElement>(null);
  const shown = at === null ? undefined : dots[at];
  if (dots.length === 0) return <p class="hollow">No service has a value in this window.</p>;
  const walk = (event: KeyboardEvent): void => {
    const from = current;
    const steps: Readonly<Record<string, number>> = { ArrowRight: from + 1, ArrowLeft: from - 1, Home: 0, End: dots.length - 1 };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    strip.current?.querySelectorAll<SVGAElement>('a')[Math.max(0, Math.min(dots.length - 1, next))]?.focus();
  };
  return (
    <div class="spread-strip" onPointerLeave={() => setAt(null)}>
      {/* biome-ignore lint/a11y/useSemanticElements: a group of links along a scale is no set of fields. */}
      <svg
        ref={strip}
        height={height}
        role="group"
        aria-label={`${metric.title} of ${dots.length} services${scale.log ? ', log scale' : ''}. Arrow keys walk along them.`}
        onKeyDown={walk}
      >
        <line class="axis" x1="0" x2="100%" y1={height / 2} y2={height / 2} />
        {scale.ticks.map(({ at: x, label }) => (
          <line key={label} class="axis" x1={`${x}%`} x2={`${x}%`} y1={height - 4} y2={height} />
        ))}
        {metric.median !== null && (
          <line class="median" x1={`${scale.of(metric.median)}%`} x2={`${scale.of(metric.median)}%`} y1="4" y2={height - 4} />
        )}
        <Dots dots={dots} nameOf={nameOf} metric={metric} along={along} zone={zone} current={current} show={setAt} focus={setCurrent} />
      </svg>
      <div class="scale" aria-hidden="true">
        {scale.ticks.map(({ at: x, label }) => (
          <span key={label} style={{ left: `${x}%` }} class={x < 8 ? 'first' : x > 92 ? 'last' : undefined}>
            {label}
          </span>
        ))}
      </div>
      {shown && (
        <p class={`label${shown.x > 50 ? ' left' : ''}`} style={{ left: `${shown.x}%` }} aria-hidden="true">
          <strong>{nameOf(shown.service.serviceId)}</strong>
          <br />
          {serviceInWords(metric, shown.service, zone)}
        </p>
      )}
      {metric.median !== null && (
        <p class="median-name quiet small">
          median of services {amount(metric.median, metric.unit)}
          {scale.log ? ' · log scale' : ''}
        </p>
      )}
    </div>
  );
}

type DotsGiven = {
  readonly dots: readonly Dot[];
  readonly metric: WireSpreadMetric;
  readonly nameOf: (serviceId: string) => string;
  readonly along: string;
  readonly zone: string;
  readonly current: number;
  readonly show: (index: number) => void;
  readonly focus: (index: number) => void;
};

function Dots({ dots, metric, nameOf, along, zone, current, show, focus }: DotsGiven) {
  // One stop for the tab key; drawn anew only where what they show is new.
  return useMemo(
    () => (
      <>
        {dots.map((dot, index) => (
          <DotLink
            key={dot.service.serviceId}
            dot={dot}
            href={`/services/${encodeURIComponent(dot.service.serviceId)}${along}`}
            said={`${nameOf(dot.service.serviceId)}: ${serviceInWords(metric, dot.service, zone)}`}
            stop={index === current}
            onShow={() => show(index)}
            onFocus={() => {
              show(index);
              focus(index);
            }}
          />
        ))}
      </>
    ),
    [dots, metric, nameOf, along, zone, current],
  );
}

type LinkGiven = {
  readonly dot: Dot;
  readonly href: string;
  readonly said: string;
  readonly stop: boolean;
  readonly onShow: () => void;
  readonly onFocus: () => void;
};

function DotLink({ dot, href, said, stop, onShow, onFocus }: LinkGiven) {
  return (
    <a href={href} aria-label={said} tabIndex={stop ? 0 : -1} onFocus={onFocus} onPointerEnter={onShow}>
      <svg x={`${dot.x}%`} y={height / 2 + dot.y} overflow="visible" aria-hidden="true">
        <Mark service={dot.service} />
      </svg>
    </a>
  );
}

/** A circle; hollow while provisional; a triangle that points where it moved. */
function Mark({ service: { movement, provisional } }: { readonly service: WireSpreadService }) {
  const signal = movement?.signal ?? null;
  if (signal === null || movement === undefined || movement.verdict === 'mixed')
    return <circle class={provisional ? 'dot provisional' : 'dot'} r="4.5" />;
  return (
    <path
      class={`dot ${movement.verdict}${provisional ? ' provisional' : ''}`}
      d={signal.direction === 'up' ? 'M0-7L7 5H-7z' : 'M0 7L7-5H-7z'}
    />
  );
}
