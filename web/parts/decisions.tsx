import type { Page, WireEntry } from '../api.ts';
import type { Asked } from '../ask.ts';
import type { Deciding } from '../decide.ts';
import { entryInWords, standing } from '../decision-words.ts';
import { moment } from '../format.ts';
import { carried, pageOf, type Question } from '../question.ts';
import { namedDeployment } from '../story-words.ts';
import { Back } from './outcome.tsx';
import { Problem } from './states.tsx';

export type Entries = Page<WireEntry> & { readonly total: number | null };

type Given = {
  readonly ledger: Asked<Entries>;
  /** The incident or deployment whose page it is: not linked to itself. */
  readonly on: string;
  readonly deciding: Deciding;
  readonly question: Question;
  readonly zone: string;
};

/** What people decided on one thing, the newest first; each can be taken back, and brought back. */
export function Decisions({ ledger, on, deciding, question, zone }: Given) {
  const entries = ledger.data?.items ?? [];
  const all = standing(entries);
  return (
    <section aria-labelledby="decisions">
      <h2 id="decisions">Decisions</h2>
      {ledger.error && <Problem error={ledger.error} again={ledger.again} kept={entries.length > 0} />}
      {ledger.data !== null && all.length === 0 && (
        <p class="quiet">Nobody decided anything here: what you see follows from rules alone.</p>
      )}
      {all.length > 0 && (
        <ul class="evidence-list">
          {all.map(({ entry, undoneBy }) => (
            <li key={entry.id} class={`card decision${entry.undoneBy === null ? '' : ' undone'}`}>
              <Decided entry={entry} on={on} question={question} zone={zone} />
              {undoneBy !== null && (
                <p class="quiet small">
                  Undone by <bdi>{undoneBy.author}</bdi>, {moment(new Date(undoneBy.at), zone)}: it does not hold.
                </p>
              )}
              <div class="act-end">
                <Back
                  key={entry.undoneBy ?? entry.id}
                  entryId={entry.undoneBy ?? entry.id}
                  way={entry.undoneBy === null ? 'undo' : 'back'}
                  deciding={deciding}
                  about={`the decision of ${moment(new Date(entry.at), zone)}`}
                />
              </div>
            </li>
          ))}
        </ul>
      )}
      {ledger.data?.next != null && <p class="quiet">These are the newest.</p>}
      <p class="small">
        <a href={`/ledger${carried(question)}`}>All decisions</a>
      </p>
    </section>
  );
}

type DecidedGiven = { readonly entry: WireEntry; readonly on: string | null } & Pick<Given, 'question' | 'zone'>;

/** Who decided what, when and why. */
export function Decided({ entry, on, question, zone }: DecidedGiven) {
  return (
    <>
      <p class="decided">
        <strong>
          <bdi>{entry.author}</bdi>
        </strong>{' '}
        {entryInWords(entry).map((part) =>
          typeof part === 'string' ? (
            part
          ) : (
            <Thing key={part.thing} of={part.thing} entry={entry} on={on} question={question} zone={zone} />
          ),
        )}
        {entry.restoredAt !== null && <>, restored {moment(new Date(entry.restoredAt), zone)}</>}
      </p>
      {entry.note !== '' && (
        <p class="said-note" dir="auto">
          {entry.note}
        </p>
      )}
      <p class="quiet small">
        {moment(new Date(entry.at), zone)}
        {entry.serviceId !== null && (
          <>
            {' · '}
            {entry.serviceName === null ? (
              <>
                <bdi>{entry.serviceId}</bdi>, which is configured no more
              </>
            ) : (
              <a href={pageOf('services', entry.serviceId, question)}>
                <bdi>{entry.serviceName}</bdi>
              </a>
            )}
          </>
        )}
      </p>
    </>
  );
}

/** What a decision speaks of; on its own page no link to itself. */
function Thing({ of, entry: { about }, on, question, zone }: DecidedGiven & { readonly of: 'incident' | 'deployment' }) {
  const { incident, deployment } = about;
  const found = of === 'incident' ? incident : deployment;
  if (found === null) return <>{of === 'incident' ? 'an incident no longer known' : 'a deployment no longer known'}</>;
  if (found.id === on) return <>{of === 'incident' ? 'it' : 'this deployment'}</>;
  return (
    <a href={pageOf(of === 'incident' ? 'incidents' : 'deployments', found.id, question)}>
      <bdi>{of === 'incident' ? incident?.title : deployment && namedDeployment(deployment, zone)}</bdi>
    </a>
  );
}
