import { useState } from 'preact/hooks';
import { type Dimension, targetInWords } from '../maturity-words.ts';
import { ofKind } from '../plans.ts';
import type { TeamPage } from '../team-page.ts';
import { PlanHistory, Withdraw } from './plan-entry.tsx';
import { Field } from './plan-field.tsx';
import { PlanForm, Unfold } from './plan-form.tsx';

const targetLevels = [2, 3, 4, 5] as const;

/** Where the team wants to be in a dimension: set, changed, taken back. */
export function TargetForm({ page, dimension }: { readonly page: TeamPage; readonly dimension: Dimension }) {
  const { plans } = page;
  const entry = ofKind(plans, 'target').find(({ body }) => body.dimension === dimension.id) ?? null;
  return (
    <div class="plan-line">
      <p>
        <strong>{entry === null ? 'No target' : capital(targetInWords(entry.body))}</strong>{' '}
        <span class="quiet">{entry === null ? 'This dimension is held against none.' : `set by ${entry.author}`}</span>
      </p>
      <div class="act-buttons">
        <Unfold name={entry === null ? 'Set a target' : 'Change the target'} about={`for ${dimension.name}`}>
          {(close, id) => <Form id={id} page={page} dimension={dimension} close={close} />}
        </Unfold>
        {entry !== null && (
          <>
            <Withdraw plans={plans} entry={entry} about={`the target for ${dimension.name}`} said="The target is taken back." />
            <PlanHistory entry={entry} zone={page.zone} say={({ body }) => targetInWords(body)} />
          </>
        )}
      </div>
    </div>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

type FormGiven = { readonly id: string; readonly page: TeamPage; readonly dimension: Dimension; readonly close: () => void };

function Form({ id, page: { plans }, dimension, close }: FormGiven) {
  const entry = ofKind(plans, 'target').find(({ body }) => body.dimension === dimension.id) ?? null;
  const usual = targetLevels.find((one) => one > (dimension.level ?? 1)) ?? 5;
  const [level, setLevel] = useState(entry?.body.level ?? usual);
  const [by, setBy] = useState(entry?.body.by ?? '');
  return (
    <PlanForm
      id={id}
      name="Save the target"
      plans={plans}
      plan={() => ({ kind: 'target', body: { dimension: dimension.id, level, by: by === '' ? null : by } })}
      entry={entry?.id ?? null}
      said={`Target for ${dimension.name}: level ${level}.`}
      close={close}
    >
      <label class="plan-field">
        <span>Level</span>
        <select
          value={level}
          onChange={({ currentTarget }) => setLevel(targetLevels.find((one) => String(one) === currentTarget.value) ?? usual)}
        >
          {targetLevels.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </label>
      <Field name="By" hint="(empty = no date)" kind="date" value={by} put={setBy} optional />
    </PlanForm>
  );
}
