import type { WireMetric, WireScope, WireSpreadMetric } from '../api.ts';
import { moversOf, statesOf } from '../charts/strip.ts';
import { amount, count } from '../format.ts';
import type { Asking } from '../navigate.ts';
import { pageOf, qualityOf } from '../question.ts';
import { movementInWords, moversInWords } from '../spread-words.ts';
import { intervalOf, plainAnswerOf, reckoning } from '../words.ts';
import { EachFailure } from './each-failure.tsx';
import { Icon } from './icon.tsx';
import { Quality } from './quality.tsx';
import { Shape } from './shape.tsx';
import { Strip } from './strip.tsx';

type Given = {
  readonly metric: WireSpreadMetric;
  /** The records of all services taken together; null while not answered. */
  readonly blended: WireMetric | null;
  readonly scope: Pick<WireScope, 'zone'>;
  readonly blendedScope: WireScope | null;
  readonly nameOf: (serviceId: string) => string;
  readonly asking: Asking;
};

const mostMovers = 4;

/** A median of few failures says little by itself: how many there were stands beside it, and each of them below. */
const recovery = 'failed-deployment-recovery-time';

/** One metric of many services: the spread first, who moved, the blended number second. */
export function SpreadRow({ metric, blended, scope, blendedScope, nameOf, asking }: Given) {
  const { question } = asking;
  const movers = moversOf(metric);
  const answer = blended === null || blendedScope === null ? '' : `; ${lower(plainAnswerOf(blended, blendedScope))}`;
  return (
    <article class="spread" data-spread={metric.id} aria-labelledby={`spread-${metric.id}`}>
      <header>
        <p class="name">{metric.title}</p>
        {blended && <Quality quality={blended.quality} provisional={blended.provisional} all={qualityOf(question)} />}
      </header>
      <h2 id={`spread-${metric.id}`}>
        {moversInWords(metric)}
        {answer}
      </h2>
      <div>
        <Strip metric={metric} nameOf={nameOf} question={question} zone={scope.zone} />
        {metric.id === recovery && blended !== null && blendedScope !== null && (
          <EachFailure metric={blended} scope={blendedScope} question={question} />
        )}
      </div>
      <ul class="movers" aria-label={`Services whose ${metric.title.toLowerCase()} moved`}>
        {movers.slice(0, mostMovers).map((service) => (
          <li key={service.serviceId}>
            <Shape
              direction={service.movement?.signal?.direction ?? 'up'}
              verdict={service.movement?.verdict === 'better' ? 'better' : 'worse'}
            />
            <a href={pageOf('services', service.serviceId, question)}>
              <bdi>{nameOf(service.serviceId)}</bdi>
            </a>{' '}
            {fromTo(metric, service)}
            {metric.id === recovery && <span class="quiet"> n {count(service.n)}</span>}
            {service.provisional && <span class="tag">provisional</span>} <span class="quiet">{movementInWords(service, scope.zone)}</span>
          </li>
        ))}
        {movers.length > mostMovers && <li class="quiet">and {count(movers.length - mostMovers)} more, in the table below</li>}
      </ul>
      <footer>
        <p class="small">
          <Blended blended={blended} scope={blendedScope} />
          <span class="quiet"> {notKnown(metric)}</span>
        </p>
        <a
          class="button"
          href={asking.address({ evidence: metric.id, of: null, tab: null })}
          data-evidence={metric.id}
          aria-label={`Evidence of ${metric.title}`}
        >
          <Icon name="evidence" />
          Evidence
        </a>
      </footer>
    </article>
  );
}

/** A sentence as the second half of another. */
const lower = (sentence: string): string => sentence.slice(0, 1).toLowerCase() + sentence.slice(1);

/** "31 h → 9 h"; the value alone where the signal points elsewhere than the two periods, which single points outside a limit may do. */
function fromTo({ unit }: WireSpreadMetric, { previous, value, movement }: WireSpreadMetric['services'][number]): string {
  if (value === null) return 'too little data';
  const before = previous?.value ?? null;
  const agrees = before !== null && movement?.signal?.direction === (value > before ? 'up' : 'down');
  return agrees ? `${amount(before, unit)} → ${amount(value, unit)}` : amount(value, unit);
}

function Blended({ blended, scope }: { readonly blended: WireMetric | null; readonly scope: WireScope | null }) {
  if (blended === null || scope === null || blended.state === 'no_source') return null;
  if (blended.value === null) return <span class="blended">All services together: too little data. </span>;
  return (
    <span class="blended" data-metric={blended.id}>
      All services together: <strong class="value">{amount(blended.value, blended.unit)}</strong>
      {blended.provisional && <span class="tag">provisional</span>}{' '}
      <span class="quiet">
        {reckoning(blended, scope)}
        {blended.interval === null ? '' : `, ${intervalOf(blended)}`}.
      </span>
    </span>
  );
}

/** "On the strip, hollow: 1 provisional. Not on the strip: 2 with too little data, 1 without a source." */
function notKnown(metric: WireSpreadMetric): string {
  const { tooLittle, noSource } = statesOf(metric);
  const weak = metric.services.filter(({ value, provisional }) => value !== null && provisional).length;
  const said = [
    tooLittle === 0 ? null : `${count(tooLittle)} with too little data`,
    noSource === 0 ? null : `${count(noSource)} without a source`,
  ];
  const known = said.filter((text) => text !== null);
  const provisional = weak === 0 ? [] : [`On the strip, hollow: ${count(weak)} provisional.`];
  return [...provisional, ...(known.length === 0 ? [] : [`Not on the strip: ${known.join(', ')}.`])].join(' ');
}
