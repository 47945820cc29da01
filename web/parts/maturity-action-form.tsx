import { useState } from 'preact/hooks';
import { measureFor } from '../maturity-evidence-words.ts';
import { quoted, type Statement } from '../maturity-words.ts';
import type { PlanOf } from '../plans.ts';
import type { TeamPage } from '../team-page.ts';
import { Field } from './plan-field.tsx';
import { PlanForm } from './plan-form.tsx';

type Given = {
  readonly id: string;
  readonly page: TeamPage;
  readonly dimension: string;
  /** What it is about; null = a thought of the team’s own. */
  readonly statement: Statement | null;
  /** The action that is changed; null = a new one. */
  readonly entry: PlanOf<'action'> | null;
  readonly close: () => void;
};

/** An action, begun with what the statement proposes. */
export function ActionForm({ id, page, dimension: usual, statement, entry, close }: Given) {
  const { profile, rules, plans } = page;
  const before = entry?.body;
  const rule = statement?.evidence == null ? null : (rules.get(statement.evidence.rule) ?? null);
  const [dimension, setDimension] = useState(before?.dimension ?? usual);
  const [title, setTitle] = useState(before?.title ?? statement?.next ?? '');
  const [owner, setOwner] = useState(before?.owner ?? '');
  const [due, setDue] = useState(before?.due ?? '');
  const [measure, setMeasure] = useState(before?.measure ?? (statement === null ? '' : measureFor(statement, rule)));
  const state = before?.state ?? 'open';
  return (
    <PlanForm
      id={id}
      name={entry === null ? 'Take this action' : 'Save the change'}
      plans={plans}
      plan={() => ({
        kind: 'action',
        body: { dimension, statement: statement?.id ?? before?.statement ?? null, title, owner, due, measure, state },
      })}
      entry={entry?.id ?? null}
      said={entry === null ? `Taken: ${quoted(title)}. It stands under Actions.` : `Changed: ${quoted(title)}.`}
      close={close}
    >
      {statement === null && before?.statement == null && (
        <label class="plan-field">
          <span>Dimension</span>
          <select value={dimension} onChange={({ currentTarget }) => setDimension(currentTarget.value)}>
            {profile.dimensions.map(({ id: one, name }) => (
              <option key={one} value={one}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <Field name="What we do" kind="long" value={title} put={setTitle} />
      <Field name="Who sees to it" hint="a role or a name the team agrees on" value={owner} put={setOwner} />
      <Field name="Until" kind="date" value={due} put={setDue} />
      <Field name="What will tell that it helped" kind="long" value={measure} put={setMeasure} />
    </PlanForm>
  );
}
