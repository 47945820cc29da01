import {
  confidenceInWords,
  type Dimension,
  lastInWords,
  levelInWords,
  provisionally,
  type Scored,
  targetInWords,
  unknownInWords,
} from '../maturity-words.ts';
import { Shape } from './shape.tsx';

/** The same in words, beside the bar; with what is only heard it is one sentence. */
export function Standing({ dimension, scored }: { readonly dimension: Dimension; readonly scored: Scored }) {
  const level = levelInWords(dimension, scored);
  const { target, last, confidence, provisional } = dimension;
  const before = lastInWords(dimension, scored);
  const moved = last?.direction === 'up' || last?.direction === 'down' ? last.direction : null;
  const reasons = provisionally(dimension);
  return (
    <span class="standing">
      <span class="unseen">{level === null || scored === 'mean' ? ': ' : ': level '}</span>
      {level === null ? <span>{unknownInWords(dimension, scored)}</span> : <strong>{level}</strong>}
      {before !== null && (
        <span>
          <Pause />
          {moved !== null && <Shape direction={moved} verdict={moved === 'up' ? 'better' : 'worse'} />}
          {before}
        </span>
      )}
      {target !== null && (
        <span>
          <Pause />
          {targetInWords(target)}
        </span>
      )}
      {confidence !== null && level !== null && (
        <span class="quiet">
          <Pause />
          {confidenceInWords[confidence]}
        </span>
      )}
      {provisional.length > 0 && level !== null && (
        <span>
          <Pause />
          <span class="tag">provisional</span>
          <span class="unseen">{reasons?.replace('provisional', '')}</span>
        </span>
      )}
    </span>
  );
}

const Pause = () => <span class="unseen">; </span>;
