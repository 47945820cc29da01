import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { ask, type WireEvidence, type WireMetric, type WireScope } from '../api.ts';
import { useAsk } from '../ask.ts';
import { behaviourCaption, behaviourOf, behaviourSummary } from '../charts/behaviour.ts';
import { captionOf, dotsOf, summaryOf, trendOf } from '../charts/picture.ts';
import { Trend } from '../charts/trend.tsx';
import { influenceInWords } from '../decision-words.ts';
import { amount, count, decimal, duration, moment } from '../format.ts';
import type { Asking } from '../navigate.ts';
import { apiQuery, carried, type Question, qualityOf } from '../question.ts';
import { answerOf, censoredInWords, comparison, contribution, differenceOf, intervalOf, positionOf, reckoning } from '../words.ts';
import { Icon } from './icon.tsx';
import { Quality } from './quality.tsx';
import { SeriesTable } from './series-table.tsx';
import { Shape } from './shape.tsx';

type Given = { readonly metric: WireMetric; readonly scope: WireScope };

/** One metric: its answer in words, its value with what it rests on, its trend, and the way to its evidence. */
export function Panel({ metric, scope, asking, influence }: Given & { readonly asking: Asking; readonly influence: number | null }) {
  const { question, address } = asking;
  return (
    <article class="panel" data-metric={metric.id} data-state={metric.state} aria-labelledby={`title-${metric.id}`}>
      <header>
        <p class="name">{metric.title}</p>
        <Quality quality={metric.quality} provisional={metric.provisional} all={qualityOf(question)} />
      </header>
      <h3 id={`title-${metric.id}`}>{answerOf(metric, scope)}</h3>
      <Value metric={metric} scope={scope}>
        {influence !== null && influence > 0 && stability.includes(metric.id) && <Influence n={influence} question={question} />}
      </Value>
      <Before metric={metric} />
      <Body metric={metric} scope={scope} question={question} />
      <footer>
        <SeriesTable metric={metric} scope={scope} />
        <a
          class="button"
          href={address({ evidence: metric.id, of: null, tab: null })}
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

function Value({ metric, scope, children }: Given & { readonly children: ComponentChildren }) {
  if (metric.state === 'no_source') return <p class="basis">{metric.needs}</p>;
  if (metric.value === null)
    return (
      <p class="basis">
        <span>{metric.needs}</span>
        {children}
      </p>
    );
  return (
    <div class="figures">
      <p class="headline">
        <span class="value">{amount(metric.value, metric.unit)}</span> <span class="quiet">{reckoning(metric, scope)}</span>
        {metric.provisional && <span class="tag">provisional</span>}
      </p>
      <p class="basis">
        <span>{intervalOf(metric)}</span>
        <Beside metric={metric} />
        {children}
      </p>
    </div>
  );
}

/** Which of the numbers people's decisions may change. */
const stability: readonly WireMetric['id'][] = ['failed-deployment-recovery-time', 'change-fail-rate', 'deployment-rework-rate'];

/** That people had a say in the number, and where to see it. */
function Influence({ n, question }: { readonly n: number; readonly question: Question }) {
  return (
    <span>
      <a href={`/ledger${carried(question, { service: question.service })}`}>{influenceInWords(n)}</a>
    </span>
  );
}

/** Of a week's days, or of a month's where a week has less than one. */
const activeDays = (perWeek: number): string => (perWeek >= 1 ? `${decimal(perWeek)} of 7` : `${decimal((perWeek / 7) * 30)} of 30`);

const partNames: Readonly<Record<string, string>> = { detection: 'Detected after', repair: 'repaired within' };

/** What stands beside the headline: upper percentiles, days with a deployment, open failures. */
function Beside({ metric }: { readonly metric: WireMetric }) {
  const { percentiles, activeDaysPerWeek, open, parts, censored } = metric;
  const upper = [
    percentiles?.p75 == null ? null : `75${'\u202f'}% within ${duration(percentiles.p75)}`,
    percentiles?.p90 == null ? null : `90${'\u202f'}% within ${duration(percentiles.p90)}`,
  ].filter((text) => text !== null);
  const split = (parts ?? []).flatMap(({ id, p50 }) => (p50 === null ? [] : [`${partNames[id] ?? id} ${duration(p50)}`]));
  return (
    <>
      {upper.length > 0 && <span>{upper.join(' · ')}</span>}
      {activeDaysPerWeek != null && <span>a deployment on {activeDays(activeDaysPerWeek)} days</span>}
      {split.length > 0 && <span>{split.join(', ')} (medians)</span>}
      {censored && censored.waiting > 0 && <span>{censoredInWords(censored)}</span>}
      {open !== undefined && open > 0 && <span>{count(open)} not restored yet</span>}
    </>
  );
}

function Before({ metric }: { readonly metric: WireMetric }) {
  const compared = comparison(metric);
  if (compared === null) return <p class="before" />;
  const closer = differenceOf(metric);
  return (
    <p class="before" data-verdict={metric.previous?.verdict}>
      {compared.shape !== null && <Shape direction={compared.shape} verdict={compared.verdict === 'better' ? 'better' : 'worse'} />}
      {compared.verdict !== null && <strong>{compared.verdict === 'better' ? 'Better. ' : 'Worse. '}</strong>}
      {compared.text}
      {closer !== null && <span class="closer">{closer}</span>}
      <Position metric={metric} />
    </p>
  );
}

/** Where the value stands on DORA's scale beside what others said of themselves: a reference, no verdict. */
function Position({ metric }: { readonly metric: WireMetric }) {
  return (
    <>
      {(metric.benchmarks ?? [])
        .filter(({ score }) => score !== null)
        .map((benchmark) => (
          <span key={`${benchmark.group.by} ${benchmark.group.id}`} class="closer">
            {positionOf(benchmark)}
          </span>
        ))}
    </>
  );
}

function Body({ metric, scope, question }: Given & { readonly question: Question }) {
  if (metric.state === 'no_source') return <NoSource metric={metric} />;
  const drawn = question.bucket === null ? (metric.trend?.points.length ?? 0) > 0 : metric.state === 'value';
  if (!drawn) return <Points metric={metric} scope={scope} />;
  return question.bucket === null ? (
    <Behaviour metric={metric} scope={scope} question={question} />
  ) : (
    <Steps metric={metric} scope={scope} question={question} />
  );
}

/** Signals among the whole weeks before the end of the window. */
function Behaviour({ metric, scope, question }: Given & { readonly question: Question }) {
  const picture = useMemo(() => behaviourOf(metric, scope, question), [metric, scope]);
  if (picture === null) return <Points metric={metric} scope={scope} />;
  return <Trend picture={picture} caption={behaviourCaption(metric, picture)} summary={behaviourSummary(metric, picture)} />;
}

/** Above this many records single dots say no more than their periods. */
const mostDots = 500;

/** The window by the chosen step: periods joined by a line; single records for failures, which are few. */
function Steps({ metric, scope, question }: Given & { readonly question: Question }) {
  const picture = useMemo(() => trendOf(metric, scope), [metric, scope]);
  const single = metric.id === 'failed-deployment-recovery-time' || (picture === null && metric.unit === 'seconds');
  if (single && metric.n <= mostDots) return <Dots metric={metric} scope={scope} question={question} />;
  if (picture === null) return <p class="hollow">No {scope.bucket} by itself has enough to draw. A longer step shows more.</p>;
  return <Trend picture={picture} caption={captionOf(metric, scope, picture)} summary={summaryOf(metric, scope, picture)} />;
}

function Dots({ metric, scope, question }: Given & { readonly question: Question }) {
  const key = `/metrics/${metric.id}/evidence${apiQuery(question, { included: 'true', limit: String(mostDots) })}`;
  const { data, fresh, error } = useAsk(key, ask<WireEvidence>);
  const picture = useMemo(() => (data && fresh ? dotsOf(metric, data.items, scope) : null), [data, fresh, metric, scope]);
  if (picture === null && error !== null) return <p class="hollow">The single failures cannot be shown: {error.message}</p>;
  if (picture === null) return <div class="trend" />;
  return <Trend picture={picture} caption={captionOf(metric, scope, picture)} summary={summaryOf(metric, scope, picture)} />;
}

const listed = 6;

/** Too little to reckon with: the records themselves. */
function Points({ metric, scope }: Given) {
  const points = metric.points ?? [];
  if (points.length === 0) return <p class="hollow">There is nothing to list in this window.</p>;
  return (
    <div class="hollow">
      <ul class="points">
        {points.slice(0, listed).map((point) => (
          <li key={point.id}>
            <span>{moment(new Date(point.at), scope.zone)}</span>
            <strong>{contribution(metric.id, point.value)}</strong>
          </li>
        ))}
      </ul>
      {points.length > listed && <p class="quiet">and {count(points.length - listed)} more under Evidence</p>}
    </div>
  );
}

function NoSource({ metric }: { readonly metric: WireMetric }) {
  const rule =
    metric.unit === 'seconds' && metric.id === 'change-lead-time'
      ? 'deployments'
      : metric.id === 'deployment-frequency'
        ? 'deployments'
        : 'incidents';
  const example = rule === 'incidents' ? 'incidents:\n  - { from: issues, labels: [incident] }' : 'deployments:\n  - { from: deployments }';
  return (
    <div class="hollow">
      <p>For example, in plumbline.yaml:</p>
      <pre>{example}</pre>
    </div>
  );
}
