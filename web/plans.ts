/** A team's plans: targets, exemptions and actions, how they are asked for and changed. */

import { useRef, useState } from 'preact/hooks';
import type { Plan, PlanEntry, PlanKind } from '../src/maturity/plan/entry.ts';
import { ask, NoAnswer, send, type Wire } from './api.ts';
import { type Asked, useAsk } from './ask.ts';
import { patched } from './question.ts';

/** A plan as the interface answers it. */
export type WirePlan = Wire<Plan & Pick<PlanEntry, 'version' | 'at' | 'author' | 'withdrawn'>> & {
  readonly id: string;
  readonly team: string;
};
export type PlanOf<K extends PlanKind> = Extract<WirePlan, { kind: K }>;

export type Plans = {
  readonly asked: Asked<{ readonly items: readonly WirePlan[] }>;
  readonly busy: boolean;
  /** What was done last, for its message; null = nothing yet. */
  readonly done: string | null;
  readonly forget: () => void;
  /** Where the focus goes once something was taken: what had it may be gone. */
  readonly message: { current: HTMLDivElement | null };
  /** Writes a new plan, or changes the one with this id; answers why it was refused, null = it was taken. */
  readonly write: (plan: Plan, id: string | null, said: string) => Promise<string | null>;
  readonly withdraw: (id: string, said: string) => Promise<string | null>;
};

const planAt = (id: string): string => `/assessments/plans/${encodeURIComponent(id)}`;
export const historyOf = (id: string): string => `${planAt(id)}/history`;

const sentence = (cause: unknown): string => (cause instanceof NoAnswer ? cause.message : 'The answer could not be understood.');

/** One team's plans, taken one at a time; `changed` is told of each that was taken. */
export function usePlans(team: string, model: string | null, changed: () => void): Plans {
  const asked = useAsk(`/assessments/plans${patched('', { team, withdrawn: 'true' })}`, ask<{ readonly items: readonly WirePlan[] }>);
  const [done, setDone] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const message = useRef<HTMLDivElement>(null);
  const take = async (doing: () => Promise<unknown>, said: string): Promise<string | null> => {
    if (running.current) return 'The one before is still being saved.';
    running.current = true;
    setBusy(true);
    try {
      await doing();
      setDone(said);
      asked.again();
      changed();
      return null;
    } catch (cause) {
      return sentence(cause);
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return {
    asked,
    busy,
    done,
    forget: () => setDone(null),
    message,
    write: ({ kind, body }, id, said) => {
      const plan = { kind, body, ...(model !== null && { model }) };
      return take(() => (id === null ? send('/assessments/plans', { team, ...plan }) : send(planAt(id), plan)), said);
    },
    withdraw: (id, said) => take(() => send(`${planAt(id)}/withdraw`, {}), said),
  };
}

const isOf =
  <K extends PlanKind>(kind: K) =>
  (one: WirePlan): one is PlanOf<K> =>
    one.kind === kind;

const allOf = <K extends PlanKind>({ asked: { data } }: Plans, kind: K): readonly PlanOf<K>[] => (data?.items ?? []).filter(isOf(kind));

/** Those that stand. */
export const ofKind = <K extends PlanKind>(plans: Plans, kind: K): readonly PlanOf<K>[] =>
  allOf(plans, kind).filter(({ withdrawn }) => !withdrawn);

/** Those that were taken back; they can be brought back. */
export const withdrawnOf = <K extends PlanKind>(plans: Plans, kind: K): readonly PlanOf<K>[] =>
  allOf(plans, kind).filter(({ withdrawn }) => withdrawn);
