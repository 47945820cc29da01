import type { WireQuestionnaire } from '../api.ts';
import type { KeptAnswers } from '../keep-answers.ts';

/** Places that are no statement; ids of statements hold no dot. */
export const checkPlace = '.check';
export const donePlace = '.done';

/** What every place of a questionnaire is given. */
export type PlaceGiven = {
  readonly questionnaire: WireQuestionnaire;
  readonly kept: KeptAnswers;
  readonly go: (at: string | null) => void;
  /** The fragment of another place, for links. */
  readonly to: (at: string | null) => string;
  /** The address to come back to, whole. */
  readonly address: () => string;
  /** Whether somebody came from another place, and was not just opening the address. */
  readonly moved: boolean;
};
