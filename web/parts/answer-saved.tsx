import type { Keeping } from '../answer-keep.ts';

/** Whether what was chosen is kept at the server. "Saving" is for the eye alone: it would be said at every key. */
export function AnswerSaved({ state, quiet }: { readonly state: Keeping; readonly quiet: boolean }) {
  return (
    <p class="answer-saved" data-state={state}>
      <span role="status">
        {state === 'saved' && !quiet && 'Saved'}
        {state === 'waiting' && 'No connection. Your answers are kept in this browser and sent as soon as it is back.'}
      </span>
      {state === 'saving' && <span aria-hidden="true">Saving…</span>}
    </p>
  );
}
