/** Forms of plans: a button that unfolds one, and the form that keeps what was typed until it is taken. */

import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Plan } from '../../src/maturity/plan/entry.ts';
import type { Plans } from '../plans.ts';

type UnfoldGiven = {
  readonly name: string;
  /** What it is about, for those who hear the button alone. */
  readonly about: string;
  readonly children: (close: () => void, id: string) => ComponentChildren;
};

/** Opens below its button; the focus comes back to it. */
export function Unfold({ name, about, children }: UnfoldGiven) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class="button"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {name}
        <span class="unseen"> {about}</span>
      </button>
      {open && children(close, id)}
    </>
  );
}

type Given = {
  readonly id: string;
  readonly name: string;
  readonly plans: Plans;
  /** The plan as the form stands. */
  readonly plan: () => Plan;
  /** The entry it changes; null = a new one. */
  readonly entry: string | null;
  /** What is said once it is taken. */
  readonly said: string;
  readonly close: () => void;
  readonly children: ComponentChildren;
};

/** What was typed stays until it is taken: a refusal is said beside it. */
export function PlanForm({ id, name, plans, plan, entry, said, close, children }: Given) {
  const form = useRef<HTMLFormElement>(null);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>('input, select, textarea')?.focus(), []);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const refused = await plans.write(plan(), entry, said);
    setFault(refused);
    if (refused !== null) return;
    close();
    plans.message.current?.focus({ preventScroll: true });
  };
  return (
    <form
      id={id}
      ref={form}
      class="card plan-form"
      aria-label={name}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        close();
      }}
    >
      {children}
      {fault !== null && (
        <p role="alert" class="fault">
          <strong>Not saved.</strong> {fault}
        </p>
      )}
      <div class="act-end">
        <button type="submit" class="button primary" aria-disabled={plans.busy}>
          {plans.busy ? 'Saving …' : name}
        </button>
        <button type="button" class="button quiet-button" onClick={close}>
          Cancel
        </button>
      </div>
    </form>
  );
}
