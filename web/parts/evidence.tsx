import type { ComponentChildren } from 'preact';
import { ask, type NoAnswer, type WireAnswer, type WireFlow } from '../api.ts';
import { useAsk } from '../ask.ts';
import { nameOf, useCatalog } from '../catalog.ts';
import { reasonInWords } from '../decision-words.ts';
import { count, some } from '../format.ts';
import type { Asking } from '../navigate.ts';
import { apiQuery, carried, pageOf } from '../question.ts';
import { total } from '../words.ts';
import { EvidenceRows } from './evidence-rows.tsx';
import { questionOf, type Subject, stageSubject, subjectOf } from './evidence-subject.ts';
import { Sheet } from './sheet.tsx';
import { Problem } from './states.tsx';

/** The evidence of whatever number the address says is open; every page that shows numbers has one. */
export function Evidence({ asking }: { readonly asking: Asking }) {
  const { question } = asking;
  const { evidence } = question;
  if (evidence === null) return null;
  const flow = evidence.startsWith('flow-');
  return flow ? <StageEvidence asking={asking} key={evidence} /> : <MetricEvidence asking={asking} key={`${evidence} ${question.of}`} />;
}

function MetricEvidence({ asking }: { readonly asking: Asking }) {
  const answer = useAsk(`/metrics${apiQuery(questionOf(asking.question), { trend: 'true' })}`, ask<WireAnswer>);
  const subject = answer.data ? subjectOf(answer.data, asking.question) : null;
  return <Open asking={asking} subject={subject} error={answer.error} again={answer.again} />;
}

function StageEvidence({ asking }: { readonly asking: Asking }) {
  // Stages know no steps and no comparison.
  const question = { ...questionOf(asking.question), bucket: null, compare: false };
  const answer = useAsk(`/flow${apiQuery(question)}`, ask<WireFlow>);
  const subject = answer.data ? stageSubject(answer.data, asking.question) : null;
  return <Open asking={asking} subject={subject} error={answer.error} again={answer.again} />;
}

type OpenGiven = {
  readonly asking: Asking;
  readonly subject: Subject | null;
  readonly error: NoAnswer | null;
  readonly again: () => void;
};

function Open({ asking, subject, error, again }: OpenGiven) {
  const { question, change } = asking;
  return (
    <Sheet
      name={subject === null ? 'Evidence' : `${subject.name}: evidence`}
      title={subject?.title ?? (error === null ? 'Reading the evidence …' : 'The evidence cannot be shown')}
      leave={() => change({ evidence: null, of: null, tab: null })}
      opener={() => openerOf(question.evidence, question.of)}
    >
      {error && <Problem error={error} again={again} kept={subject !== null} />}
      {subject && <Inside asking={asking} subject={subject} />}
    </Sheet>
  );
}

/** What opened it, found again by what it opens: the page may have been drawn anew, or opened with the sheet in its address. */
function openerOf(evidence: string | null, of: string | null): HTMLElement | null {
  const whose = of === null ? '' : `[data-of="${CSS.escape(of)}"]`;
  return document.querySelector<HTMLElement>(`[data-evidence="${evidence}"]${whose}`);
}

function Inside({ asking, subject }: { readonly asking: Asking; readonly subject: Subject }) {
  return (
    <>
      <Whose asking={asking} />
      <p>{subject.definition}</p>
      <p class="equation">{subject.equation ?? 'No value yet'}</p>
      {subject.equation === null && subject.needs !== null && <p>{subject.needs}</p>}
      <Tabs asking={asking} subject={subject} />
    </>
  );
}

/** Numbers that people's decisions may change. */
const decidable: readonly string[] = ['failed-deployment-recovery-time', 'change-fail-rate', 'deployment-rework-rate'];

/** Which service the number is of, and where its rules stand. */
function Whose({ asking: { question } }: { readonly asking: Asking }) {
  const catalog = useCatalog();
  const service = question.of ?? question.service;
  if (service === null) return null;
  const rules = `/settings${carried(question, { q: service })}`;
  const name: ComponentChildren = <bdi>{nameOf(catalog, service)}</bdi>;
  return (
    <p class="quiet small">
      {question.service === service ? name : <a href={pageOf('services', service, question)}>{name}</a>} · Wrong?{' '}
      <a href={rules}>See its rules</a> or <a href={`/services/${encodeURIComponent(service)}/rules${carried(question)}`}>try others</a>
      {question.evidence !== null && decidable.includes(question.evidence) && (
        <>
          , or open a record below and say so there. <a href={`/ledger${carried(question, { service })}`}>What people said so far</a>
        </>
      )}
    </p>
  );
}

function Tabs({ asking, subject }: { readonly asking: Asking; readonly subject: Subject }) {
  const { question, put } = asking;
  const { included, excluded } = subject.counts;
  const leftOut = total(excluded);
  const shown = question.tab ?? (included === 0 && leftOut > 0 ? 'left-out' : 'counted');
  const tabs = [
    { id: 'counted', name: 'Counted', n: included },
    { id: 'left-out', name: 'Left out', n: leftOut },
  ] as const;
  const turn = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const other = shown === 'counted' ? 'left-out' : 'counted';
    put({ tab: other });
    document.getElementById(`tab-${other}`)?.focus();
  };
  return (
    <>
      <p class="quiet">
        {some(included + leftOut, 'record')} considered: {count(included)} counted, {count(leftOut)} left out.
      </p>
      <div class="tabs" role="tablist" aria-label="Records">
        {tabs.map(({ id, name, n }) => (
          <button
            key={id}
            id={`tab-${id}`}
            type="button"
            role="tab"
            aria-selected={shown === id}
            aria-controls="evidence-rows"
            tabIndex={shown === id ? 0 : -1}
            onClick={() => put({ tab: id })}
            onKeyDown={turn}
          >
            {name} ({count(n)})
          </button>
        ))}
      </div>
      <div id="evidence-rows" role="tabpanel" aria-labelledby={`tab-${shown}`}>
        {shown === 'left-out' && leftOut > 0 && <Reasons excluded={excluded} />}
        <EvidenceRows key={shown} subject={subject} question={question} included={shown === 'counted'} />
      </div>
    </>
  );
}

function Reasons({ excluded }: { readonly excluded: Readonly<Record<string, number>> }) {
  return (
    <ul class="reasons-counted">
      {Object.entries(excluded)
        .sort(([, a], [, b]) => b - a)
        .map(([reason, n]) => (
          <li key={reason}>
            <strong>{count(n)}</strong> {reasonInWords(reason)}
          </li>
        ))}
    </ul>
  );
}
