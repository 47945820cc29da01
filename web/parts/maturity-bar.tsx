import { marksOf, ticksOf, topOf } from '../charts/profile.ts';
import { type Dimension, levelNames, levels, type Scored } from '../maturity-words.ts';

/** One dimension on its scale: how far it is, how far it may be, where it shall be, where it was. Its row says the same in words. */
export function LevelBar({ dimension, scored }: { readonly dimension: Dimension; readonly scored: Scored }) {
  const { filled, open, near, range, target, last } = marksOf(dimension, scored);
  const at = (value: number): string => `${value}%`;
  return (
    <span class={`level-bar ${scored}${filled === null ? ' unknown' : ''}`} aria-hidden="true">
      {filled !== null && <span class={`filled${open ? ' open' : ''}`} style={{ width: at(filled) }} />}
      {scored === 'levels' && levels.slice(0, -1).map((level) => <span key={level} class="step" style={{ left: at(level * 20) }} />)}
      {near !== null && filled !== null && near > filled && <span class="near" style={{ left: at(near) }} />}
      {range !== null && <span class="may-be" style={{ left: at(range.from), width: at(range.to - range.from) }} />}
      {last !== null && <span class="last" style={{ left: at(last) }} />}
      {target !== null && <span class="target" style={{ left: at(target) }} />}
    </span>
  );
}

/** The scale above the bars. */
export function LevelScale({ scored }: { readonly scored: Scored }) {
  return (
    <div class={`level-scale ${scored}`} aria-hidden="true">
      <span class="axis-names">
        {scored === 'levels'
          ? levels.map((level) => (
              <span key={level}>
                {level} <span class="level-name">{levelNames[level]}</span>
              </span>
            ))
          : ticksOf(scored).map((tick) => (
              <span key={tick} style={{ left: `${(tick / topOf(scored)) * 100}%` }}>
                {tick}
              </span>
            ))}
      </span>
    </div>
  );
}

/** What the marks mean; only those that are there. */
export function Legend({ dimensions, scored }: { readonly dimensions: readonly Dimension[]; readonly scored: Scored }) {
  const all = dimensions.map((one) => marksOf(one, scored));
  const entries = [
    { id: 'filled', name: scored === 'levels' ? 'level' : 'mean of answers', is: all.some(({ filled }) => filled !== null) },
    { id: 'filled open', name: 'at least: the next level is not known', is: all.some(({ open }) => open) },
    { id: 'unknown', name: 'too little is known', is: all.some(({ filled }) => filled === null) },
    { id: 'may-be', name: 'may as well be', is: all.some(({ range }) => range !== null) },
    {
      id: 'near',
      name: 'how much of the next level is there',
      is: all.some(({ near, filled }) => near !== null && near > (filled ?? 100)),
    },
    { id: 'target', name: 'target', is: all.some(({ target }) => target !== null) },
    { id: 'last', name: 'last time', is: all.some(({ last }) => last !== null) },
  ];
  return (
    <ul class="level-legend" aria-hidden="true">
      {entries
        .filter(({ is }) => is)
        .map(({ id, name }) => (
          <li key={id}>
            <span class="level-bar sample">
              <span class={id} />
            </span>
            {name}
          </li>
        ))}
    </ul>
  );
}
