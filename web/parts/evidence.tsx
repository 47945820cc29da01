import { useEffect, useRef, useState } from 'preact/hooks';
import type { WireMetric, WireScope } from '../api.ts';
import { amount, count, some } from '../format.ts';
import type { Question } from '../question.ts';
import { answerOf, reckoning, total } from '../words.ts';
import { EvidenceRows } from './evidence-rows.tsx';
import { Icon } from './icon.tsx';

type Given = { readonly metric: WireMetric; readonly scope: WireScope; readonly question: Question; readonly close: () => void };

/** What a number rests on: a sheet at the right, a page on a phone. Escape closes it; the address holds it. */
export function EvidenceSheet({ metric, scope, question, close }: Given) {
  const sheet = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    sheet.current?.showModal();
    heading.current?.focus();
  }, []);
  // Closed before it goes: while it is open, nothing beside it can take the focus.
  const leave = (): void => {
    sheet.current?.close();
    close();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the sheet closes it; Escape is its key, by "cancel".
    <dialog
      ref={sheet}
      class="sheet"
      aria-labelledby="evidence-title"
      onCancel={(event) => {
        event.preventDefault();
        leave();
      }}
      onClick={(event) => event.target === sheet.current && leave()}
    >
      <div class="inside">
        <header>
          <p class="name">{metric.title}: evidence</p>
          <button type="button" class="button plain" onClick={leave} aria-label="Close the evidence">
            <Icon name="close" />
          </button>
        </header>
        <h2 id="evidence-title" ref={heading} tabIndex={-1}>
          {answerOf(metric, scope)}
        </h2>
        <p>{metric.definition}</p>
        <p class="equation">
          {metric.value === null ? 'No value yet' : `${amount(metric.value, metric.unit)} = ${reckoning(metric, scope)}`}
        </p>
        {metric.value === null && <p>{metric.needs}</p>}
        <Tabs metric={metric} scope={scope} question={question} />
      </div>
    </dialog>
  );
}

function Tabs({ metric, scope, question }: Omit<Given, 'close'>) {
  const { included, excluded } = metric.counts;
  const leftOut = total(excluded);
  const [shown, setShown] = useState<'counted' | 'left-out'>(included === 0 && leftOut > 0 ? 'left-out' : 'counted');
  const tabs = [
    { id: 'counted', name: 'Counted', n: included },
    { id: 'left-out', name: 'Left out', n: leftOut },
  ] as const;
  const turn = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const other = shown === 'counted' ? 'left-out' : 'counted';
    setShown(other);
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
            onClick={() => setShown(id)}
            onKeyDown={turn}
          >
            {name} ({count(n)})
          </button>
        ))}
      </div>
      <div id="evidence-rows" role="tabpanel" aria-labelledby={`tab-${shown}`}>
        {shown === 'left-out' && leftOut > 0 && <Reasons excluded={excluded} />}
        <EvidenceRows key={shown} metric={metric} scope={scope} question={question} included={shown === 'counted'} />
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
            <strong>{count(n)}</strong> {reason}
          </li>
        ))}
    </ul>
  );
}
