import { useId, useState } from 'preact/hooks';
import { noteWarning } from '../answer-words.ts';
import type { WireQuestionnaire } from '../api.ts';

/** As the interface takes it. */
const longest = 4000;

type Given = {
  readonly questionnaire: WireQuestionnaire;
  readonly name: string;
  readonly text: string;
  readonly change: (text: string) => void;
};

/** Something to say about a dimension, behind a disclosure until there is something. */
export function AnswerNote({ questionnaire, name, text, change }: Given) {
  const warning = useId();
  const [open] = useState(text !== '');
  return (
    <details class="answer-note" open={open}>
      <summary>Add a note (optional)</summary>
      <label class="note">
        <span>Something to add about {name}</span>
        <textarea
          rows={4}
          maxLength={longest}
          value={text}
          aria-describedby={warning}
          onInput={({ currentTarget }) => change(currentTarget.value)}
        />
      </label>
      <p class="quiet small" id={warning}>
        {noteWarning(questionnaire)}
      </p>
    </details>
  );
}
