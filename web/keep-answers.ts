/** Answers of a component that are being kept. */

import { useEffect, useState } from 'preact/hooks';
import { type Keeper, type Kept, startKeeping } from './answer-keep.ts';
import type { WireQuestionnaire } from './api.ts';

export type KeptAnswers = Kept & Pick<Keeper, 'change' | 'submit'>;

/** Keeps the answers to a questionnaire under a key, both of which stay the same as long as the component is there. */
export function useKeeping(questionnaire: WireQuestionnaire, key: string): KeptAnswers {
  const [, drawAgain] = useState(0);
  const [keeper] = useState(() => startKeeping(questionnaire, key, () => drawAgain((n) => n + 1)));
  useEffect(() => keeper.stop, []);
  return { ...keeper.now(), change: keeper.change, submit: keeper.submit };
}
