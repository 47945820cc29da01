/** One ear for the whole program: the server's stream, open while somebody looks at the page. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { type Asked, useAsk } from './ask.ts';
import { heard, type Live, type LiveEvent, silence } from './live-state.ts';

/** A refused or broken stream is tried again after this long; a browser does so by itself only where the connection was lost. */
const pause = 10_000;
/** A silence longer than this is told: what is on the page may be old. */
const patience = 5000;
const silent = 'Changes cannot be heard of just now: what you see may be old. It goes on by itself.';

let live = silence;
let source: EventSource | null = null;
let again: ReturnType<typeof setTimeout> | undefined;
let doubt: ReturnType<typeof setTimeout> | undefined;
const watchers = new Set<(live: Live) => void>();

function hear(event: LiveEvent): void {
  live = heard(live, event);
  for (const watcher of watchers) watcher(live);
}

function open(): void {
  if (source !== null || watchers.size === 0 || document.hidden) return;
  const opened = new EventSource('/api/v1/stream');
  source = opened;
  for (const kind of ['collection', 'data', 'trouble'] as const) {
    // The server's own events; their shapes are held in its tests.
    opened.addEventListener(kind, ({ data, lastEventId }) => hear({ kind, id: lastEventId, data: JSON.parse(data) } as LiveEvent));
  }
  opened.addEventListener('open', () => {
    reassure();
    // A server in trouble of its own says so next.
    if (live.trouble !== null) hear({ kind: 'trouble', data: { message: null } });
  });
  opened.addEventListener('error', () => {
    doubt ??= setTimeout(() => hear({ kind: 'trouble', data: { message: silent } }), patience);
    if (opened.readyState !== EventSource.CLOSED) return;
    close();
    again = setTimeout(open, pause);
  });
}

function reassure(): void {
  clearTimeout(doubt);
  doubt = undefined;
}

function close(): void {
  clearTimeout(again);
  source?.close();
  source = null;
}

/** A browser grants a server few connections: a page that nobody sees holds none. What it missed is told when it is back. */
function suit(): void {
  if (document.hidden) {
    close();
    reassure();
  } else open();
}

function watch(watcher: (live: Live) => void): () => void {
  if (watchers.size === 0) document.addEventListener('visibilitychange', suit);
  watchers.add(watcher);
  open();
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    document.removeEventListener('visibilitychange', suit);
    close();
    reassure();
  };
}

/** What is known by now, drawn anew with every change. `pick` narrows to what matters: nothing is drawn while that stays the same. */
export function useLive<T>(pick: (live: Live) => T): T {
  const [picked, setPicked] = useState(() => pick(live));
  useEffect(() => {
    const take = (now: Live): void => setPicked(() => pick(now));
    take(live);
    return watch(take);
  }, []);
  return picked;
}

export type Freshness = {
  /** Part of a question's key: it grows when there are new facts, so that the question is asked again. */
  readonly round: number;
  /** The newest derivation, ISO; null = not known. */
  readonly derivedAt: string | null;
  readonly trouble: string | null;
};

const roundOf = (now: Live): number => now.round;
const derivedAtOf = (now: Live): string | null => now.derivedAt;
const troubleOf = (now: Live): string | null => now.trouble;

/** How fresh the facts are. */
export function useFreshness(): Freshness {
  return { round: useLive(roundOf), derivedAt: useLive(derivedAtOf), trouble: useLive(troubleOf) };
}

/**
 * As `useAsk`, asked again by itself whenever there are new facts. The answer before stays in view until the new one is there and
 * the page's place, focus and open sheet are left alone. For numbers, not for lists that are being read: their rows would move.
 */
export function useLiveAsk<T>(key: string | null, question: (key: string, signal: AbortSignal) => Promise<T>): Asked<T> {
  const asked = useAsk(key, question);
  const round = useLive(roundOf);
  const answered = useRef(round);
  useEffect(() => {
    if (answered.current === round) return;
    answered.current = round;
    asked.again();
  }, [round]);
  return asked;
}
