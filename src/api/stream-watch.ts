/** One pair of eyes for all who listen in this process: it looks once a second, and only while somebody listens. */

import { isDatabaseLost } from '../collection/lost.ts';
import { sourceStates } from '../collection/watch.ts';
import type { Db } from '../database/open.ts';
import { derivations, factsMark } from '../delivery/watch.ts';
import { changes, eventText, markOf, present, type Seen, type StreamEvent } from './stream-events.ts';

/** Timers, so that tests can be the clock. Returns how to stop it. */
export type Pace = (milliseconds: number, task: () => void) => () => void;

export const usualPace: Pace = (milliseconds, task) => {
  const timer = setInterval(task, milliseconds).unref();
  return () => clearInterval(timer);
};

export type Listener = {
  readonly send: (text: string) => void;
  /** The id of the last event they saw, null for newcomers. */
  readonly last: string | null;
};

export type Watch = {
  /** Tells the listener how things are, then every change. Returns how to leave. */
  readonly join: (listener: Listener) => () => void;
  readonly listeners: () => number;
};

type Deps = { readonly db: Db; readonly pace: Pace; readonly log?: (error: unknown) => void };

const lookEvery = 1000;
const heartbeatEvery = 15_000;
const lost = 'The database cannot be reached just now. What you see may be old; it goes on by itself.';
const unexpected = 'Changes cannot be watched just now. The log of “plumbline serve” says why; it goes on by itself.';

/** Reads when which service was derived only where something was. */
async function look(db: Db, before: Seen | null): Promise<Seen> {
  const sources = await sourceStates(db);
  const facts = await factsMark(db);
  const services = before !== null && before.mark === facts.mark ? before.services : await derivations(db);
  return { sources, ...facts, services };
}

export function openWatch({ db, pace, log }: Deps): Watch {
  /** Each listener with whether it has been told how things are. */
  const listeners = new Map<Listener, boolean>();
  let seen: Seen | null = null;
  let trouble: string | null = null;
  let looking = false;
  let stop: (() => void) | null = null;

  const tell = (listener: Listener, events: readonly StreamEvent[]): void => {
    if (events.length === 0) return;
    const id = seen === null ? null : markOf(seen);
    listener.send(events.map((event) => eventText(event, id)).join(''));
  };
  const tellAll = (events: readonly StreamEvent[]): void => {
    for (const listener of listeners.keys()) tell(listener, events);
  };
  const greet = (now: Seen, first: readonly StreamEvent[] = []): void => {
    for (const [listener, greeted] of listeners) {
      if (greeted) continue;
      listeners.set(listener, true);
      tell(listener, [...first, ...present(now, listener.last)]);
    }
  };
  const troubled = (error: unknown): void => {
    const message = isDatabaseLost(error) ? lost : unexpected;
    if (trouble === message) return;
    trouble = message;
    log?.(error);
    tellAll([{ event: 'trouble', data: { message } }]);
  };
  const take = (now: Seen): void => {
    const before = seen;
    seen = now;
    const news = before === null ? [] : changes(before, now);
    const over: readonly StreamEvent[] = trouble === null ? [] : [{ event: 'trouble', data: { message: null } }];
    trouble = null;
    for (const [listener, greeted] of listeners) if (greeted) tell(listener, [...over, ...news]);
    greet(now, over);
  };
  const lookOnce = (): void => {
    if (looking) return;
    looking = true;
    look(db, seen)
      .then(take, troubled)
      .finally(() => {
        looking = false;
        if (listeners.size === 0) seen = null;
      });
  };
  const start = (): (() => void) => {
    const stopLooking = pace(lookEvery, lookOnce);
    const stopBeating = pace(heartbeatEvery, () => {
      for (const { send } of listeners.keys()) send(': still here\n\n');
    });
    return () => {
      stopLooking();
      stopBeating();
    };
  };
  const leave = (listener: Listener): void => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stop?.();
    stop = null;
    // Whoever comes next is told what is then, not what was.
    seen = null;
    trouble = null;
  };

  return {
    listeners: () => listeners.size,
    join: (listener) => {
      listeners.set(listener, false);
      stop ??= start();
      if (trouble !== null) tell(listener, [{ event: 'trouble', data: { message: trouble } }]);
      else if (seen !== null) greet(seen);
      else lookOnce();
      return () => leave(listener);
    },
  };
}
