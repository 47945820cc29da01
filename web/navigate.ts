/** Reads the question from the address and writes it back. */

import { useCallback, useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { paramsOf, patched, type Query, type Question, readQuestion } from './question.ts';

export type Asking = {
  readonly question: Question;
  /** Every parameter of the address, also those of a list. */
  readonly query: Query;
  /** Changes some of it. A change can be gone back from. */
  readonly change: (some: Partial<Question>) => void;
  /** The address of this page with some of the question changed. */
  readonly address: (some: Partial<Question>) => string;
  /** Changes parameters of a list: its filter, its order. They replace the entry in the history: typing is not going somewhere. */
  readonly put: (params: Readonly<Record<string, string | null>>) => void;
};

/** `fixed` = what the page is about: it stands in the path, not in the query. */
export function useQuestion(fixed: Partial<Pick<Question, 'service' | 'team'>> = {}): Asking {
  const { url, path, query, route } = useLocation();
  const { service, team } = fixed;
  const question = useMemo(() => {
    const own = { ...(service !== undefined && { service }), ...(team !== undefined && { team }) };
    return { ...readQuestion(query), ...own };
  }, [url, service, team]);
  const search = url.includes('?') ? url.slice(url.indexOf('?')) : '';
  const address = useCallback((some: Partial<Question>) => `${path}${patched(search, paramsOf(some))}`, [path, search]);
  const change = useCallback((some: Partial<Question>) => route(address(some)), [route, address]);
  const put = useCallback(
    (params: Readonly<Record<string, string | null>>) => route(`${path}${patched(search, params)}`, true),
    [route, path, search],
  );
  return { question, query, change, address, put };
}
