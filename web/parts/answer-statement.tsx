import { useId } from 'preact/hooks';
import type { Asked, Given } from '../answer-changes.ts';
import { answersTo, askedHow, choicesOf, type OneAnswer, otherAnswers } from '../answer-words.ts';

type StatementGiven = {
  readonly statement: Asked;
  /** Undefined = blank. */
  readonly answer: Given | undefined;
  /** The statement is the page's own title. */
  readonly alone: boolean;
  readonly choose: (answer: Given | null) => void;
  readonly on: () => void;
  readonly back: () => void;
};

export const headingId = (id: string): string => `statement-${id}`;

const isKey = ({ key, code }: KeyboardEvent, one: OneAnswer): boolean =>
  // Where digits need Shift, the place of the key counts.
  key.toUpperCase() === one.key || code === `Digit${one.key}` || code === `Numpad${one.key}`;

/** Keys count only while the focus is inside the statement, so that they disturb nothing else. */
function useKeys({ statement, choose, on, back }: StatementGiven) {
  return (event: KeyboardEvent): void => {
    const target = event.target instanceof HTMLElement ? event.target : null;
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || target?.closest('summary, button, textarea, a')) return;
    const inChoices = target instanceof HTMLInputElement;
    const one = answersTo(statement).find((answer) => isKey(event, answer));
    if (one !== undefined) {
      choose(one.value);
      // Arrows go on from the choice that holds.
      if (inChoices) document.getElementById(`${statement.id}-${one.key}`)?.focus();
    } else if (event.key === 'Backspace' || event.key === 'Delete') choose(null);
    else if (event.key === 'Enter' || (event.key === 'ArrowRight' && !inChoices)) on();
    else if (event.key === 'ArrowLeft' && !inChoices) back();
    else return;
    event.preventDefault();
  };
}

/** One statement with its answers; leaving it blank is none of them. */
export function AnswerStatement(given: StatementGiven) {
  const { statement, answer, alone, choose } = given;
  const how = useId();
  const keys = useKeys(given);
  const Heading = alone ? 'h1' : 'h2';
  const choice = (one: OneAnswer) => (
    <label key={one.value} class="answer-choice">
      <input
        type="radio"
        id={`${statement.id}-${one.key}`}
        name={statement.id}
        checked={answer === one.value}
        aria-keyshortcuts={one.key}
        onChange={() => choose(one.value)}
      />
      <span>{one.label}</span>
      <span class="answer-key" aria-hidden="true">
        {one.key}
      </span>
    </label>
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys that are pressed anywhere inside choose; every one of them has a control, too.
    <section class="answer-statement" data-scale={statement.scale} onKeyDown={keys}>
      <Heading id={headingId(statement.id)} tabIndex={-1}>
        {statement.text}
      </Heading>
      <p class="quiet" id={how}>
        {askedHow[statement.scale]}
      </p>
      <div class="answer-choices" role="radiogroup" aria-labelledby={headingId(statement.id)} aria-describedby={how}>
        <div class="answer-scale">{choicesOf(statement).map(choice)}</div>
        <div class="answer-others">{otherAnswers.map(choice)}</div>
      </div>
      <div class="answer-more">
        <details>
          <summary>Why it matters</summary>
          <p>{statement.why}</p>
        </details>
        {answer !== undefined && (
          <button type="button" class="link small" onClick={() => choose(null)}>
            Leave it blank again
          </button>
        )}
      </div>
    </section>
  );
}
