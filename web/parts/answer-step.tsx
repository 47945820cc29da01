import { useLayoutEffect } from 'preact/hooks';
import { allOf, idOf, minutesLeft, type Step } from '../answer-course.ts';
import { minutesInWords } from '../answer-words.ts';
import { AnswerNote } from './answer-note.tsx';
import { checkPlace, type PlaceGiven } from './answer-place.ts';
import { AnswerHead } from './answer-refused.tsx';
import { AnswerSaved } from './answer-saved.tsx';
import { AnswerStatement, headingId } from './answer-statement.tsx';
import { useTitle } from './title.ts';

type Given = PlaceGiven & {
  readonly steps: readonly Step[];
  readonly step: number;
  /** The statement that is gone to. */
  readonly at: string;
  /** Somebody has seen what is left blank, and goes back there. */
  readonly checking: boolean;
};

function focusOn(id: string, block: 'nearest' | 'center'): void {
  const heading = document.getElementById(headingId(id));
  heading?.focus({ preventScroll: true });
  heading?.closest('section')?.scrollIntoView({ block });
}

/** One statement, or the few of a dimension, with the ways on and back. */
export function AnswerStep({ questionnaire, kept, go, steps, step, at, checking }: Given) {
  const here = steps[step];
  const before = idOf(steps[step - 1]);
  const after = checking ? checkPlace : (idOf(steps[step + 1]) ?? checkPlace);
  const statements = here?.statements ?? [];
  const alone = statements.length === 1 && steps.length === allOf(questionnaire).length;
  useTitle(`${step + 1} of ${steps.length}${here ? `, ${here.dimension.name}` : ''}`);
  // At once: the next key may follow before anything is painted.
  useLayoutEffect(() => {
    const isFirst = statements[0]?.id === at;
    focusOn(at, 'center');
    if (isFirst) scrollTo(0, 0);
  }, [at]);
  if (here === undefined) return null;
  const { dimension } = here;
  const isLast = dimension.statements.at(-1)?.id === statements.at(-1)?.id;
  const left = minutesLeft(questionnaire, kept.own, idOf(here));
  return (
    <div class="answer" data-alone={alone}>
      <AnswerHead about={questionnaire.team.name} />
      <div class="answer-progress">
        <progress aria-label="How far you are" value={step} max={steps.length} />
        <p>
          <span>
            {alone ? 'Statement' : 'Part'} {step + 1} of {steps.length}
          </span>
          <span>{minutesInWords(left)} left</span>
        </p>
        <AnswerSaved state={kept.state} quiet={Object.keys(kept.own.answers).length === 0} />
      </div>
      {alone ? <p class="answer-dimension">{dimension.name}</p> : <h1>{dimension.name}</h1>}
      {statements.map((statement, place) => (
        <AnswerStatement
          key={statement.id}
          statement={statement}
          answer={kept.own.answers[statement.id]}
          alone={alone}
          choose={(answer) => kept.change({ answers: { [statement.id]: answer } })}
          on={() => {
            const next = statements[place + 1];
            if (next === undefined) go(after);
            else focusOn(next.id, 'center');
          }}
          back={() => {
            const previous = statements[place - 1];
            if (previous === undefined) go(before);
            else focusOn(previous.id, 'center');
          }}
        />
      ))}
      {isLast && (
        <AnswerNote
          key={dimension.id}
          questionnaire={questionnaire}
          name={dimension.name}
          text={kept.own.notes[dimension.id] ?? ''}
          change={(text) => kept.change({ notes: { [dimension.id]: text } })}
        />
      )}
      <div class="answer-ways">
        <button type="button" class="button answer-big" onClick={() => go(before)}>
          Back
        </button>
        <button type="button" class="button primary answer-big" onClick={() => go(after)}>
          {checking ? 'Back to the overview' : 'Continue'}
        </button>
      </div>
      <p class="answer-keys quiet small">
        By keyboard: the number, <kbd>C</kbd> or <kbd>N</kbd> beside an answer chooses it, <kbd>Enter</kbd> or <kbd>→</kbd> goes on,{' '}
        <kbd>←</kbd> goes back.
      </p>
    </div>
  );
}
