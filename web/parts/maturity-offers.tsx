import { useState } from 'preact/hooks';
import { count } from '../format.ts';
import { type Dimension, quoted, type Statement } from '../maturity-words.ts';
import type { TeamPage } from '../team-page.ts';
import { ActionForm } from './maturity-action-form.tsx';
import { Unfold } from './plan-form.tsx';

/** How far a dimension is from its target; those without one come after, the lowest first. */
const urgency = ({ target, level }: Dimension): number => (target === null ? 0 : target.level - (level ?? 1));

const offersAtOnce = 5;

/** What the next levels propose: unmet statements of dimensions that are short of their target, then of the lowest. */
export function Offers({ page, taken }: { readonly page: TeamPage; readonly taken: ReadonlySet<string> }) {
  const [all, setAll] = useState(false);
  const { dimensions, model } = page.profile;
  const offers = dimensions
    .toSorted((a, b) => urgency(b) - urgency(a) || (a.level ?? a.decimal ?? 9) - (b.level ?? b.decimal ?? 9))
    .flatMap((dimension) =>
      dimension.next.flatMap((id) => {
        const statement = dimension.statements.find((one) => one.id === id);
        return statement === undefined || taken.has(id) ? [] : [{ dimension, statement }];
      }),
    );
  const shown = all ? offers : offers.slice(0, offersAtOnce);
  const [first] = dimensions;
  return (
    <section aria-labelledby="offers">
      <h3 id="offers">{offers.length === 0 ? 'Nothing is left to propose' : 'What the next levels propose'}</h3>
      <ul class="plan-list offers">
        {shown.map(({ dimension, statement }) => (
          <li key={statement.id} data-offer={statement.id}>
            <h4>{statement.next}</h4>
            <p class="quiet small">{becauseOf(dimension, statement)}</p>
            <div class="act-buttons">
              <Unfold name="Make it an action" about={`: ${statement.next}`}>
                {(close, id) => (
                  <ActionForm id={id} page={page} dimension={dimension.id} statement={statement} entry={null} close={close} />
                )}
              </Unfold>
            </div>
          </li>
        ))}
      </ul>
      <div class="act-buttons">
        {offers.length > shown.length && (
          <button type="button" class="button quiet-button" onClick={() => setAll(true)}>
            All {count(offers.length)} proposals
          </button>
        )}
        {first !== undefined && (
          <Unfold name="Another action" about="of the team’s own">
            {(close, id) => <ActionForm id={id} page={page} dimension={first.id} statement={null} entry={null} close={close} />}
          </Unfold>
        )}
      </div>
      {model.scored === 'mean' && <p class="quiet small">The dimension with the lowest mean comes first.</p>}
    </section>
  );
}

function becauseOf({ name, target, level }: Dimension, { text, level: of, state }: Statement): string {
  const aim = of === null ? name : `${name}, level ${of}`;
  const wanted = target !== null && (level === null || target.level > level) ? `, on the way to the target of ${target.level}` : '';
  return `${aim}${wanted}: ${quoted(text)} ${state === 'unknown' ? 'is not known yet' : 'is not met yet'}.`;
}
