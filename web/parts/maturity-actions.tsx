import { count, some } from '../format.ts';
import { dateInWords, quoted } from '../maturity-words.ts';
import { ofKind, type PlanOf, withdrawnOf } from '../plans.ts';
import { findPlaced, type TeamPage } from '../team-page.ts';
import { ActionForm } from './maturity-action-form.tsx';
import { Exemptions } from './maturity-exemptions.tsx';
import { Offers } from './maturity-offers.tsx';
import { PlanHistory, Press, Withdraw } from './plan-entry.tsx';
import { Unfold } from './plan-form.tsx';
import { Problem } from './states.tsx';

/** As many as the interface takes beside each other. */
const mostOpen = 3;

function titleOf(open: number): string {
  if (open === 0) return 'No action is open: choose one to three';
  const rest = mostOpen - open;
  return `${some(open, 'action')} ${open === 1 ? 'is' : 'are'} open${rest > 0 ? `, ${count(rest)} more would fit` : ': enough beside each other'}`;
}

/** From result to action: what is under way, what was, and what the next levels propose. */
export function Actions({ page }: { readonly page: TeamPage }) {
  const { plans } = page;
  const entries = ofKind(plans, 'action');
  const open = entries.filter(({ body }) => body.state === 'open');
  const closed = [...entries.filter(({ body }) => body.state !== 'open'), ...withdrawnOf(plans, 'action')];
  const { asked } = plans;
  return (
    <section class="card actions" aria-labelledby="actions">
      <header>
        <p class="name">Actions</p>
        <h2 id="actions">{asked.data === null ? 'Actions' : titleOf(open.length)}</h2>
        <p class="quiet">Few at a time, each with somebody who sees to it, a day, and what will tell that it helped.</p>
      </header>
      {asked.error && <Problem error={asked.error} again={asked.again} kept={asked.data !== null} />}
      {open.length > 0 && <ActionList page={page} entries={open} />}
      <Offers page={page} taken={new Set(open.flatMap(({ body }) => body.statement ?? []))} />
      {closed.length > 0 && (
        <details class="fold">
          <summary>{some(closed.length, 'action')} done, dropped or withdrawn</summary>
          <ActionList page={page} entries={closed} />
        </details>
      )}
      <Exemptions page={page} />
    </section>
  );
}

const stateInWords = { open: 'open', done: 'done', dropped: 'dropped' } as const;

const sayOf = ({ body }: PlanOf<'action'>): string =>
  `${stateInWords[body.state]}: ${body.title} (${body.owner}, until ${dateInWords(body.due)})`;

function ActionList({ page, entries }: { readonly page: TeamPage; readonly entries: readonly PlanOf<'action'>[] }) {
  return (
    <ul class="plan-list">
      {entries.map((entry) => (
        <Action key={entry.id} page={page} entry={entry} />
      ))}
    </ul>
  );
}

function Action({ page, entry }: { readonly page: TeamPage; readonly entry: PlanOf<'action'> }) {
  const { body, withdrawn } = entry;
  const placed = body.statement === null ? null : findPlaced(page.profile, body.statement);
  const name = page.profile.dimensions.find(({ id }) => id === body.dimension)?.name ?? body.dimension;
  const open = body.state === 'open' && !withdrawn;
  return (
    <li>
      <h4>{body.title}</h4>
      <p class="quiet small">
        {name}
        {placed !== null && `: ${quoted(placed.statement.text)}`}
      </p>
      <p>
        <bdi>{body.owner}</bdi> sees to it · {whenOf(entry, page.now)} {dateInWords(body.due)}
      </p>
      <p class="small">
        <span class="quiet">What will tell:</span> {body.measure}
      </p>
      <div class="act-buttons">
        {open ? (
          <>
            <State page={page} entry={entry} state="done" name="Done" />
            <State page={page} entry={entry} state="dropped" name="Drop" />
            <Unfold name="Change" about={quoted(body.title)}>
              {(close, id) => (
                <ActionForm
                  id={id}
                  page={page}
                  dimension={body.dimension}
                  statement={placed?.statement ?? null}
                  entry={entry}
                  close={close}
                />
              )}
            </Unfold>
            <Withdraw plans={page.plans} entry={entry} about={quoted(body.title)} said={`Withdrawn: ${quoted(body.title)}.`} />
          </>
        ) : (
          <State page={page} entry={entry} state="open" name="Open again" />
        )}
        <PlanHistory entry={entry} zone={page.zone} say={sayOf} />
      </div>
    </li>
  );
}

function whenOf({ body: { state, due }, withdrawn }: PlanOf<'action'>, now: string): string {
  if (withdrawn) return 'withdrawn, until';
  if (state !== 'open') return `${stateInWords[state]}, until`;
  return due < new Date(now).toISOString().slice(0, 10) ? 'it was to be done by' : 'until';
}

type StateGiven = {
  readonly page: TeamPage;
  readonly entry: PlanOf<'action'>;
  readonly state: PlanOf<'action'>['body']['state'];
  readonly name: string;
};

/** Another state is another version. */
const State = ({ page: { plans }, entry, state, name }: StateGiven) => (
  <Press
    plans={plans}
    name={name}
    about={quoted(entry.body.title)}
    press={() => plans.write({ kind: 'action', body: { ...entry.body, state } }, entry.id, `${name}: ${quoted(entry.body.title)}.`)}
  />
);
