import { outlineOf, placeOf, pointOf, ringOf, sectorsOf, ticksOf, topOf } from '../charts/profile.ts';
import { asidesOf, type Dimension, levelInWords, profileInWords, type Scored, unknownInWords } from '../maturity-words.ts';
import type { TeamPage } from '../team-page.ts';

/** The profile as a radar. It shows the shape; areas mean nothing, so nothing is computed from them. */
export function Radar({ page, toggle }: { readonly page: TeamPage; readonly toggle: (id: string) => void }) {
  const { dimensions, model } = page.profile;
  const { scored } = model;
  const top = topOf(scored);
  const axes = dimensions.length;
  const values = dimensions.map((one) => placeOf(one, scored));
  const before = dimensions.map(({ last }) => (last === null ? null : placeOf(last, scored)));
  const targets = dimensions.map(({ target }) => (scored === 'mean' ? null : (target?.level ?? null)));
  const opened = page.place.query.dimension;
  const label = (axis: number) => {
    const { x, y } = pointOf(axis, axes, top * 1.08, top);
    return { left: `${50 + x * 0.36}%`, top: `${50 + y * 0.42}%`, '--x': Math.round(x) / 108, '--y': Math.round(y) / 108 };
  };
  return (
    <figure class="radar-figure">
      <figcaption class="unseen">{profileInWords(page.profile)}. The table below holds every number.</figcaption>
      <div class="radar">
        <svg viewBox="-104 -104 208 208" aria-hidden="true" focusable="false">
          {ticksOf(scored)
            .filter((tick) => tick > 0)
            .map((tick) => (
              <polygon key={tick} class="ring" points={ringOf(axes, tick, top)} />
            ))}
          {dimensions.map(({ id }, axis) => {
            const end = pointOf(axis, axes, top, top);
            return <line key={id} class={values[axis] === null ? 'axis unknown' : 'axis'} x2={end.x} y2={end.y} />;
          })}
          {sectorsOf(values, top).map((points) => (
            <polygon key={points} class="sector" points={points} />
          ))}
          <path class="before" d={outlineOf(before, top)} />
          <path class="now" d={outlineOf(values, top)} />
          <Dots values={before} top={top} mark="before" />
          <Dots values={targets} top={top} mark="target" />
          <Dots values={values} top={top} mark="now" />
          {ticksOf(scored)
            .filter((tick) => tick > 0)
            .map((tick) => (
              <text key={tick} class="tick" x={3} y={-(tick / top) * 100 + 3}>
                {tick}
              </text>
            ))}
        </svg>
        <ul>
          {dimensions.map((dimension, axis) => (
            <li key={dimension.id} style={label(axis)}>
              <button type="button" class="link" aria-expanded={opened === dimension.id} onClick={() => toggle(dimension.id)}>
                <span class="long">{dimension.name}</span>
                <span class="short" aria-hidden="true">
                  {dimension.id}
                </span>
                <Level dimension={dimension} scored={scored} />
              </button>
            </li>
          ))}
        </ul>
      </div>
      <p class="radar-legend" aria-hidden="true">
        <span class="now">now</span>
        {before.some((value) => value !== null) && <span class="before">last time</span>}
        {targets.some((value) => value !== null) && <span class="target">target</span>}
        {values.some((value) => value === null) && <span class="gap">a gap in the line: too little is known</span>}
      </p>
    </figure>
  );
}

/** The level alone is seen here; what a row of bars says beside it is heard. */
function Level({ dimension, scored }: { readonly dimension: Dimension; readonly scored: Scored }) {
  const level = levelInWords(dimension, scored);
  const rest = asidesOf(dimension, scored).map((aside) => `; ${aside}`);
  return (
    <>
      <span class="unseen">{level === null ? `: ${unknownInWords(dimension, scored)}` : scored === 'mean' ? ': ' : ': level '}</span>
      <strong aria-hidden={level === null}>{level ?? 'not known'}</strong>
      <span class="unseen">{rest.join('')}</span>
    </>
  );
}

type DotsGiven = { readonly values: readonly (number | null)[]; readonly top: number; readonly mark: 'now' | 'before' | 'target' };

function Dots({ values, top, mark }: DotsGiven) {
  return (
    <>
      {values.map((value, axis) => {
        if (value === null) return null;
        const { x, y } = pointOf(axis, values.length, value, top);
        const key = `${mark} ${axis}`;
        return mark === 'target' ? (
          <path key={key} class="point target" d={`M${x} ${y - 4}l4 4-4 4-4-4z`} />
        ) : (
          <circle key={key} class={`point ${mark}`} cx={x} cy={y} r={mark === 'now' ? 3 : 2.5} />
        );
      })}
    </>
  );
}
