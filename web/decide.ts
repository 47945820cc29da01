/** Deciding from a page: what is sent, what was answered, and the way back. */

import { useRef, useState } from 'preact/hooks';
import type { LedgerAction, LedgerSubject } from '../src/domain/ledger.ts';
import { NoAnswer, send, type WireEntry } from './api.ts';
import { doneInWords } from './decision-words.ts';

/** A decision as the interface takes it. */
export type Decision = {
  readonly subject: LedgerSubject;
  readonly action: LedgerAction;
  readonly target?: { readonly kind: 'deployment'; readonly key: string };
  readonly service?: string;
  readonly note?: string;
  /** ISO instant. */
  readonly restoredAt?: string;
};

/** @throws NoAnswer with what is wrong, in words for the reader. */
export const decide = (decision: Decision): Promise<WireEntry> => send<WireEntry>('/ledger', decision);

export const undoing = (entryId: string): Decision => ({ subject: { kind: 'entry', key: entryId }, action: 'undo' });

/** Taking an undoing back is undoing it. */
const said = {
  undo: 'Undone: the numbers are as before that decision.',
  back: 'Brought back: the decision holds again.',
} as const;
/** A way that is no first decision: taking one back, or bringing it back. */
export type Way = keyof typeof said;

/** What was done last on a page, for its message. */
export type Done = { readonly entry: WireEntry; readonly said: string; readonly way: Way | null };

export type Deciding = {
  readonly done: Done | null;
  readonly busy: boolean;
  /** Decides and tells; answers why it was not taken, null = it was. */
  readonly decide: (decision: Decision, way?: Way) => Promise<string | null>;
  /** Where the focus goes after a decision: the message with the way back. */
  readonly message: { current: HTMLDivElement | null };
};

/** One page's decisions, told where the last one was taken: a message elsewhere would speak of what may be undone since. */
export type Decisions = { readonly within: (place: string) => Deciding };

const sentence = (cause: unknown): string => (cause instanceof NoAnswer ? cause.message : 'The answer could not be understood.');

/** Takes decisions one at a time; `changed` is told of each that was taken, before the message appears. */
export function useDecisions(changed: (entry: WireEntry) => void | Promise<void>): Decisions {
  const [last, setLast] = useState<(Done & { readonly place: string }) | null>(null);
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const messages = useRef(new Map<string, Deciding['message']>());
  const take = async (place: string, decision: Decision, way?: Way): Promise<string | null> => {
    if (running.current) return 'The decision before is still being saved.';
    running.current = true;
    setBusy(true);
    try {
      const entry = await decide(decision);
      await changed(entry);
      setLast({ place, entry, said: way === undefined ? doneInWords(entry) : said[way], way: way ?? null });
      return null;
    } catch (cause) {
      return sentence(cause);
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return {
    within: (place) => {
      const message = messages.current.get(place) ?? { current: null };
      messages.current.set(place, message);
      return { done: last?.place === place ? last : null, busy, decide: (decision, way) => take(place, decision, way), message };
    },
  };
}

/** The same where a page tells it in one place. */
export const useDeciding = (changed: (entry: WireEntry) => void | Promise<void>): Deciding => useDecisions(changed).within('page');
