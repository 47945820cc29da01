import { decimal, share } from '../format.ts';
import { unseenInWords } from '../maturity-answer-words.ts';
import { type Dimension, dateInWords, quoted, type Statement } from '../maturity-words.ts';
import { ofKind } from '../plans.ts';
import type { TeamPage } from '../team-page.ts';
import { ActionForm } from './maturity-action-form.tsx';
import { ExemptionForm } from './maturity-exemptions.tsx';
import { Found } from './maturity-found.tsx';
import { ToldAnswers } from './maturity-told.tsx';
import { Unfold } from './plan-form.tsx';

type Given = { readonly page: TeamPage; readonly dimension: Dimension; readonly statement: Statement };

/** What counts of a statement, and why that. */
function countsInWords({ state, credit, answers, measured, evidence, level }: Statement, isLevels: boolean): string {
  if (state === 'exempt') return 'Exempt for now';
  if (state === 'not_applicable') return 'Not applicable, people say';
  if (credit === null) return 'Not known';
  if (isLevels && level === null) return `${share(credit)}, not scored`;
  if (level === null) return `Counts ${decimal(credit * 10)} of 10`;
  const scored = measured !== null && evidence !== null && evidence.class !== 'C';
  if (scored && evidence.class === 'A') return `Counts ${share(credit)}, by records`;
  return `Counts ${share(credit)}, by ${scored ? (answers === null ? 'records' : 'people and records alike') : 'answers'}`;
}

/** One statement: what people say, what records say, what counts, why it matters and what to do next. */
export function StatementCard({ page, dimension, statement }: Given) {
  const { text, why, next, told, credit, state, visibilityGap, id } = statement;
  const open = state === 'unknown' || (credit !== null && credit < 0.75);
  return (
    <li class="statement" data-statement={id}>
      <header>
        <h5>{text}</h5>
        <p class="counts">{countsInWords(statement, page.profile.model.scored === 'levels')}</p>
      </header>
      <Exempted page={page} statement={statement} />
      <div class={told === null ? 'sides alone' : 'sides'}>
        {told !== null && (
          <div>
            <h6>People</h6>
            <ToldAnswers statement={statement} told={told} options={page.optionsOf(id)} together={page.profile.consensus} />
            {visibilityGap && <p class="aside-line">{unseenInWords(told)}: that nobody sees it is a result of its own.</p>}
          </div>
        )}
        <div>
          <h6>Records</h6>
          <Found page={page} statement={statement} />
          {told === null && page.profile.campaign !== null && <p class="quiet small">Nobody was asked this one.</p>}
        </div>
      </div>
      <p class="small">
        <span class="quiet">Why it matters:</span> {why}
      </p>
      {open && (
        <p class="small">
          <span class="quiet">Next:</span> {next}
        </p>
      )}
      {open && (
        <div class="act-buttons">
          <Unfold name="Make it an action" about={`of ${quoted(text)}`}>
            {(close, form) => (
              <ActionForm id={form} page={page} dimension={dimension.id} statement={statement} entry={null} close={close} />
            )}
          </Unfold>
          {page.profile.model.scored === 'levels' && (
            <Unfold name="Exempt it for now" about={`: ${quoted(text)}`}>
              {(close, form) => <ExemptionForm id={form} page={page} statement={statement} close={close} />}
            </Unfold>
          )}
        </div>
      )}
    </li>
  );
}

/** Who answers for an exemption, and why. One that was made after a campaign leaves its results as they were. */
function Exempted({ page, statement: { id, state } }: Pick<Given, 'page' | 'statement'>) {
  const entry = ofKind(page.plans, 'exemption').find(({ body }) => body.statement === id);
  if (entry === undefined) return null;
  const { reason, owner, until } = entry.body;
  return (
    <p class="aside-line">
      Exempt until {dateInWords(until)}: {reason} (<bdi>{owner}</bdi>)
      {state !== 'exempt' && page.profile.campaign !== null && '. The results of this campaign stay as they were at its close.'}
    </p>
  );
}
