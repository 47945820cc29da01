import type { WireSpread } from '../api.ts';
import { type Question, qualityOf } from '../question.ts';
import { spreadInWords } from '../spread-words.ts';

/** How many services there are and how far their data can be trusted; leads to what it rests on. */
export function SpreadQuality({ spread, question }: { readonly spread: WireSpread; readonly question: Question }) {
  return (
    <p class="quiet small covered">
      <a href={qualityOf({ ...question, service: null })}>{spreadInWords(spread)}</a>
    </p>
  );
}
