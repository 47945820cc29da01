/** Actions of a person on one thing: a row of buttons, the form of the one that is pressed below them. */

import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Deciding, Decision } from '../decide.ts';
import { count } from '../format.ts';

const mostNote = 2000;

export type Act = {
  readonly id: string;
  readonly name: string;
  /** What will happen to the numbers. */
  readonly says: string;
  /** Fields of its own, above the note. */
  readonly fields?: ComponentChildren;
  /** The decision as the form stands, without its note; a sentence = what is missing. */
  readonly decision: () => Decision | string;
};

type Given = {
  readonly acts: readonly Act[];
  /** What they are about, for those who hear the buttons only. */
  readonly about: string;
  readonly deciding: Deciding;
};

/** Opens one form at a time; Escape closes it, and the focus goes back to its button. */
export function Acts({ acts, about, deciding }: Given) {
  const [open, setOpen] = useState<string | null>(null);
  const buttons = useRef<HTMLDivElement>(null);
  const id = useId();
  const act = acts.find((one) => one.id === open);
  const close = (): void => {
    const button = buttons.current?.querySelector<HTMLElement>(`[data-act="${open}"]`);
    setOpen(null);
    button?.focus();
  };
  return (
    <div class="acts">
      {/* biome-ignore lint/a11y/useSemanticElements: buttons that open forms are no set of fields. */}
      <div ref={buttons} class="act-buttons" role="group" aria-label={`Decide on ${about}`}>
        {acts.map((one) => (
          <button
            key={one.id}
            type="button"
            class="button"
            data-act={one.id}
            aria-expanded={open === one.id}
            aria-controls={open === one.id ? id : undefined}
            onClick={() => setOpen(open === one.id ? null : one.id)}
          >
            {one.name}
          </button>
        ))}
      </div>
      {act && <ActForm key={act.id} id={id} act={act} deciding={deciding} close={close} />}
    </div>
  );
}

type FormGiven = { readonly id: string; readonly act: Act; readonly deciding: Deciding; readonly close: () => void };

/** What was typed stays until the decision is taken: a refusal is said beside it. */
function ActForm({ id, act, deciding, close }: FormGiven) {
  const [note, setNote] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>('input, textarea')?.focus(), []);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const decision = act.decision();
    setFault(typeof decision === 'string' ? decision : null);
    if (typeof decision === 'string') return;
    const refused = await deciding.decide({ ...decision, note });
    if (refused !== null) return setFault(refused);
    close();
    deciding.message.current?.focus();
  };
  return (
    <form
      id={id}
      ref={form}
      class="card act-form"
      aria-label={act.name}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        close();
      }}
    >
      <p>{act.says}</p>
      {act.fields}
      <label class="note">
        <span>
          Why? <span class="quiet">Shown beside the number.</span>
        </span>
        <textarea rows={3} maxLength={mostNote} dir="auto" value={note} onInput={({ currentTarget }) => setNote(currentTarget.value)} />
        {note.length > mostNote - 200 && <span class="quiet small">{count(mostNote - note.length)} characters left</span>}
      </label>
      {fault !== null && (
        <p role="alert" class="fault">
          <strong>Not saved.</strong> {fault}
        </p>
      )}
      <div class="act-end">
        <button type="submit" class="button primary" aria-disabled={deciding.busy}>
          {deciding.busy ? 'Saving …' : act.name}
        </button>
        <button type="button" class="button quiet-button" onClick={close}>
          Cancel
        </button>
      </div>
    </form>
  );
}
