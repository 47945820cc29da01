import { useState } from 'preact/hooks';
import { dateInWords, quoted, type Statement } from '../maturity-words.ts';
import { ofKind, type PlanOf } from '../plans.ts';
import { findPlaced, type TeamPage } from '../team-page.ts';
import { PlanHistory, Withdraw } from './plan-entry.tsx';
import { Field } from './plan-field.tsx';
import { PlanForm, Unfold } from './plan-form.tsx';

const sayOf = ({ body }: PlanOf<'exemption'>): string => `until ${dateInWords(body.until)}: ${body.reason} (${body.owner})`;

/** Statements that are not held against the team for now, each with who answers for that and until when. */
export function Exemptions({ page }: { readonly page: TeamPage }) {
  const entries = ofKind(page.plans, 'exemption');
  if (entries.length === 0) return null;
  const today = new Date(page.now).toISOString().slice(0, 10);
  return (
    <section aria-labelledby="exemptions">
      <h3 id="exemptions">Exempt for now</h3>
      <ul class="plan-list">
        {entries.map((entry) => {
          const { body } = entry;
          const text = findPlaced(page.profile, body.statement)?.statement.text ?? body.statement;
          return (
            <li key={entry.id}>
              <h4>{text}</h4>
              <p>{body.reason}</p>
              <p class="quiet small">
                <bdi>{body.owner}</bdi> answers for it · {body.until < today ? 'it ended' : 'until'} {dateInWords(body.until)}
              </p>
              <div class="act-buttons">
                <Unfold name="Change" about={`the exemption of ${quoted(text)}`}>
                  {(close, id) => <ExemptionForm id={id} page={page} statement={{ id: body.statement, text }} close={close} />}
                </Unfold>
                <Withdraw
                  plans={page.plans}
                  entry={entry}
                  about={`the exemption of ${quoted(text)}`}
                  said="The exemption is withdrawn: the statement counts again."
                />
                <PlanHistory entry={entry} zone={page.zone} say={sayOf} />
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

type Given = {
  readonly id: string;
  readonly page: TeamPage;
  readonly statement: Pick<Statement, 'id' | 'text'>;
  readonly close: () => void;
};

export function ExemptionForm({ id, page: { plans }, statement, close }: Given) {
  const entry = ofKind(plans, 'exemption').find(({ body }) => body.statement === statement.id) ?? null;
  const [owner, setOwner] = useState(entry?.body.owner ?? '');
  const [reason, setReason] = useState(entry?.body.reason ?? '');
  const [until, setUntil] = useState(entry?.body.until ?? '');
  return (
    <PlanForm
      id={id}
      name="Exempt it"
      plans={plans}
      plan={() => ({ kind: 'exemption', body: { statement: statement.id, owner, reason, until } })}
      entry={entry?.id ?? null}
      said={until === '' ? 'Exempt.' : `Exempt until ${dateInWords(until)}: ${quoted(statement.text)}.`}
      close={close}
    >
      <p class="small">The statement counts neither for nor against a level until that day. It stays visible, with the reason.</p>
      <Field name="Why" kind="long" value={reason} put={setReason} />
      <Field name="Who answers for it" value={owner} put={setOwner} />
      <Field name="Until" kind="date" value={until} put={setUntil} />
    </PlanForm>
  );
}
