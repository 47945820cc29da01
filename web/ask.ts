/** Questions of a component: asked when their key changes, the old answer kept in view until the new one is there. */

import { useCallback, useEffect, useState } from 'preact/hooks';
import { NoAnswer } from './api.ts';

export type Asked<T> = {
  /** The newest answer, possibly to the question before. */
  readonly data: T | null;
  /** Whether `data` answers the present question. */
  readonly fresh: boolean;
  readonly error: NoAnswer | null;
  readonly loading: boolean;
  readonly again: () => void;
};

type State<T> = { readonly key: string | null; readonly data: T | null; readonly error: NoAnswer | null; readonly loading: boolean };

function problem(cause: unknown): NoAnswer {
  return cause instanceof NoAnswer ? cause : new NoAnswer('internal', 'The answer could not be understood.', { cause });
}

/** Asks whenever `key` changes; null asks nothing. `question` must depend on nothing but the key. */
export function useAsk<T>(key: string | null, question: (key: string, signal: AbortSignal) => Promise<T>): Asked<T> {
  const [state, setState] = useState<State<T>>({ key: null, data: null, error: null, loading: key !== null });
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (key === null) return;
    const stop = new AbortController();
    setState((before) => ({ ...before, loading: true }));
    question(key, stop.signal).then(
      (data) => !stop.signal.aborted && setState({ key, data, error: null, loading: false }),
      (cause: unknown) => !stop.signal.aborted && setState((before) => ({ ...before, error: problem(cause), loading: false })),
    );
    return () => stop.abort();
  }, [key, round]);
  const again = useCallback(() => setRound((n) => n + 1), []);
  return { data: state.data, fresh: state.key === key, error: state.error, loading: state.loading, again };
}
