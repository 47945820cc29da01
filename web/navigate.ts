/** Reads the question from the address and writes it back. */

import { useCallback, useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { type Question, readQuestion, writeQuestion } from './question.ts';

export type Asking = {
  readonly question: Question;
  /** Changes some of it. A change of evidence can be gone back from; so can any other. */
  readonly change: (some: Partial<Question>) => void;
  /** The address of the question with some of it changed. */
  readonly address: (some: Partial<Question>) => string;
};

export function useQuestion(): Asking {
  const { url, path, query, route } = useLocation();
  const question = useMemo(() => readQuestion(query), [url]);
  const address = useCallback((some: Partial<Question>) => `${path}${writeQuestion({ ...question, ...some })}`, [path, question]);
  const change = useCallback((some: Partial<Question>) => route(address(some)), [route, address]);
  return { question, change, address };
}
