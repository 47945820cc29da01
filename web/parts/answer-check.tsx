import { useState } from 'preact/hooks';
import { allOf, blankIn, idOf, type Step } from '../answer-course.ts';
import { labelOf, troubleInWords, when } from '../answer-words.ts';
import { some } from '../format.ts';
import { donePlace, type PlaceGiven } from './answer-place.ts';
import { AnswerPage } from './answer-refused.tsx';
import { AnswerSaved } from './answer-saved.tsx';

type Given = PlaceGiven & { readonly last: Step | undefined };

/** The end, before it is the end: what is left blank, everything that was answered, and submitting it. */
export function AnswerCheck(given: Given) {
  const { questionnaire, kept, go, last, moved } = given;
  const blank = blankIn(allOf(questionnaire), kept.own).length;
  const title = blank === 0 ? 'You have answered everything' : `${some(blank, 'statement')} left blank`;
  return (
    <AnswerPage title={title} moved={moved} about={questionnaire.team.name}>
      {blank > 0 && (
        <>
          <p>You may leave them so. Where you do not know, “Can’t judge” says more than a blank.</p>
          <Blank {...given} />
        </>
      )}
      <All {...given} />
      <AnswerSaved state={kept.state} quiet />
      <Submit {...given} />
      <p>
        <button type="button" class="link" onClick={() => go(idOf(last))}>
          Back to the last statements
        </button>
      </p>
    </AnswerPage>
  );
}

function Blank({ questionnaire, kept, to }: PlaceGiven) {
  return questionnaire.dimensions.map(({ id, name, statements }) => {
    const blank = blankIn(statements, kept.own);
    if (blank.length === 0) return null;
    return (
      <section key={id} class="answer-blank">
        <h2>{name}</h2>
        <ul class="answer-list">
          {blank.map((one) => (
            <li key={one.id}>
              <a href={to(one.id)}>{one.text}</a>
            </li>
          ))}
        </ul>
      </section>
    );
  });
}

function All({ questionnaire, kept, to }: PlaceGiven) {
  return (
    <details class="answer-all">
      <summary>See all your answers</summary>
      {questionnaire.dimensions.map(({ id, name, statements }) => (
        <section key={id}>
          <h2>{name}</h2>
          <dl>
            {statements.map((one) => (
              <div key={one.id}>
                <dt>{one.text}</dt>
                <dd>
                  <strong>{labelOf(one, kept.own.answers[one.id])}</strong>{' '}
                  <a href={to(one.id)} aria-label={`Change: ${one.text}`}>
                    Change
                  </a>
                </dd>
              </div>
            ))}
          </dl>
          {kept.own.notes[id] && <p class="answer-own-note">{kept.own.notes[id]}</p>}
        </section>
      ))}
    </details>
  );
}

function Submit({ questionnaire: { campaign, consensus }, kept, go }: PlaceGiven) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const submit = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setFault(null);
    try {
      await kept.submit();
      go(donePlace);
    } catch (cause) {
      setFault(troubleInWords(cause));
    }
    setBusy(false);
  };
  return (
    <>
      <p>
        {kept.submitted
          ? `Your answers are submitted. What you change until ${when(campaign.closesAt)} is taken over at once.`
          : `Answers count once they are submitted. You can still change them until ${when(campaign.closesAt)}.`}
      </p>
      {fault !== null && (
        <p class="fault" role="alert">
          <strong>Not submitted yet.</strong> {fault} Nothing is lost: try again in a moment.
        </p>
      )}
      <p>
        <button type="button" class="button primary answer-big" aria-disabled={busy} onClick={() => void submit()}>
          {kept.submitted ? 'Done' : consensus ? 'Submit for the team' : 'Submit my answers'}
        </button>
      </p>
    </>
  );
}
