import { useEffect, useRef, useState } from 'preact/hooks';
import { allOf, stepAt, stepsOf } from '../answer-course.ts';
import { fragmentOf, keep, unsavedName } from '../answer-key.ts';
import { faultOf } from '../answer-words.ts';
import type { WireQuestionnaire } from '../api.ts';
import { type KeptAnswers, useKeeping } from '../keep-answers.ts';
import { AnswerCheck } from './answer-check.tsx';
import { checkPlace, donePlace, type PlaceGiven } from './answer-place.ts';
import { Refused } from './answer-refused.tsx';
import { AnswerStep } from './answer-step.tsx';
import { AnswerThanks } from './answer-thanks.tsx';
import { AnswerWelcome } from './answer-welcome.tsx';

type Given = {
  readonly questionnaire: WireQuestionnaire;
  readonly secret: string;
  /** A statement's id or one of the places; null = the beginning. */
  readonly at: string | null;
  readonly go: (at: string | null) => void;
};

/** Whether the window is as narrow as a phone. */
function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => matchMedia('(max-width: 719px)').matches);
  useEffect(() => {
    const media = matchMedia('(max-width: 719px)');
    const suit = (): void => setNarrow(media.matches);
    media.addEventListener('change', suit);
    return () => media.removeEventListener('change', suit);
  }, []);
  return narrow;
}

/** An open questionnaire: its beginning, its steps, what is left blank, and the end. */
export function Questionnaire({ questionnaire, secret, at, go }: Given) {
  const kept = useKeeping(questionnaire, secret);
  const narrow = useNarrow();
  const first = useRef(at);
  const hasMoved = useRef(false);
  if (at !== first.current) hasMoved.current = true;
  const wasAtCheck = useRef(false);
  if (at === checkPlace) wasAtCheck.current = true;
  if (at === null || at === donePlace) wasAtCheck.current = false;
  if (kept.refused !== null) return <Ended questionnaire={questionnaire} secret={secret} kept={kept} />;
  const place: PlaceGiven = {
    questionnaire,
    kept,
    go,
    to: (place) => fragmentOf(secret, place),
    address: () => `${location.origin}${location.pathname}${fragmentOf(secret, null)}`,
    moved: hasMoved.current,
  };
  const steps = stepsOf(questionnaire, narrow);
  const step = stepAt(steps, at);
  if (step >= 0 && at !== null) return <AnswerStep {...place} steps={steps} step={step} at={at} checking={wasAtCheck.current} />;
  const nothing = allOf(questionnaire).length === 0;
  if (at === checkPlace && !nothing) return <AnswerCheck {...place} last={steps.at(-1)} />;
  return kept.submitted ? <AnswerThanks {...place} /> : <AnswerWelcome {...place} />;
}

type EndedGiven = Pick<Given, 'questionnaire' | 'secret'> & { readonly kept: KeptAnswers };

/** Nothing can be saved any more: the campaign was closed, or worse. */
function Ended({ questionnaire, secret, kept: { refused, submitted, state } }: EndedGiven) {
  const fault = refused === null ? null : faultOf(refused, { submitted, unsaved: state !== 'saved' });
  useEffect(() => {
    // A conflict is the last word: what could not be saved serves nobody, and others may use this browser.
    if (refused?.code === 'conflict') keep(unsavedName(questionnaire.campaign.id, secret), null);
  }, [refused]);
  return fault && <Refused fault={fault} />;
}
