import type { WireOrganisationSpread } from '../api.ts';
import { count } from '../format.ts';
import { agreementInWords, meanInWords, statesInWords } from '../maturity-answer-words.ts';
import type { Asking } from '../navigate.ts';
import { type OrderId, ordered, orders, type SpreadStatement, withoutMean } from '../spread-of-teams-words.ts';
import { Select } from './select.tsx';

type Given = { readonly spread: WireOrganisationSpread; readonly asking: Asking };

/** What everybody answered together, as far as it may be told. */
export function OrganisationStatements({ spread, asking: { query, put } }: Given) {
  const by: OrderId = orders.find(({ id }) => id === query.statements)?.id ?? 'model';
  return (
    <section aria-labelledby="statements">
      <h2 id="statements">Statements</h2>
      <p class="quiet">
        What the whole organisation answered, without the teams that answered openly together. Evidence stands with each team: it is about
        what that team does.
      </p>
      <Select
        name="Order"
        value={by}
        options={orders.map(({ id, name }) => ({ id, name }))}
        put={(id) => put({ statements: id === 'model' ? null : id })}
      />
      {spread.dimensions.map(({ id, name }) => {
        const own = spread.statements.filter(({ dimension }) => dimension === id);
        return (
          <details class="fold card part" key={id} id={id} open={by !== 'model'}>
            <summary>
              {name} <span class="quiet">{known(own)}</span>
            </summary>
            <ul class="told-statements">
              {ordered(own, by).map((statement) => (
                <Told key={statement.id} statement={statement} />
              ))}
            </ul>
          </details>
        );
      })}
    </section>
  );
}

const known = (own: readonly SpreadStatement[]): string =>
  `${count(own.filter(({ told }) => told.mean !== null).length)} of ${count(own.length)} can be told`;

function Told({ statement: { id, text, scale, told } }: { readonly statement: SpreadStatement }) {
  const states = statesInWords(told);
  return (
    <li>
      <p>
        <strong>{text}</strong> <span class="quiet small">{id}</span>
      </p>
      <p>
        {told.mean === null ? withoutMean(told) : `${meanInWords(told.mean, scale)} on average`}
        {told.agreement !== null && `, ${agreementInWords[told.agreement]}`}
      </p>
      {states !== null && <p class="quiet small">{states}</p>}
    </li>
  );
}
