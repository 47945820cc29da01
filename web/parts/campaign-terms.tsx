import type { Draft } from '../new-campaign.ts';

type Given = { readonly draft: Draft; readonly put: (some: Partial<Draft>) => void };

/** From when to when, in days of the organisation's zone. */
export function When({ draft, put, zone }: Given & { readonly zone: string }) {
  return (
    <fieldset class="card part">
      <legend>When</legend>
      <div class="two-days">
        <label class="plan-field date">
          <span>First day</span>
          <input type="date" required value={draft.opens} onInput={({ currentTarget }) => put({ opens: currentTarget.value })} />
        </label>
        <label class="plan-field date">
          <span>Last day</span>
          <input type="date" required value={draft.closes} onInput={({ currentTarget }) => put({ closes: currentTarget.value })} />
        </label>
      </div>
      <p class="quiet">
        Through the whole of the last day, {zone}. Answers can be changed until then; afterwards the campaign closes by itself, or earlier
        by you, and the results are there.
      </p>
    </fieldset>
  );
}

/** How few answers may be shown: said to everybody before they answer. */
export function HowItIsShown({ draft, put }: Given) {
  const option = (least: 3 | 5, said: string, why: string) => (
    <label class="choice">
      <input type="radio" name="minimum" checked={draft.practiceMinimum === least} onChange={() => put({ practiceMinimum: least })} />
      <span>
        {said} <span class="quiet">{why}</span>
      </span>
    </label>
  );
  return (
    <fieldset class="card part">
      <legend>How few answers may be shown</legend>
      {option(5, 'Five', 'opinions and practices are shown from five answers on')}
      {option(3, 'Three for practices', 'how much of a practice is there is shown from three answers on; opinions and notes from five')}
      <p class="quiet">Each questionnaire says this on its first page. It cannot be changed afterwards.</p>
    </fieldset>
  );
}
