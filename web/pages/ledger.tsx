import { useState } from 'preact/hooks';
import type { WireEntry } from '../api.ts';
import { useCatalog } from '../catalog.ts';
import { type Deciding, useDeciding } from '../decide.ts';
import { actions, wayOf } from '../decision-words.ts';
import { moment } from '../format.ts';
import { type Asking, useQuestion } from '../navigate.ts';
import type { Column } from '../parts/data-table.tsx';
import { Decided } from '../parts/decisions.tsx';
import { LedgerFile } from '../parts/ledger-file.tsx';
import { List } from '../parts/list.tsx';
import { Back, Outcome } from '../parts/outcome.tsx';
import { Select } from '../parts/select.tsx';
import { Problem } from '../parts/states.tsx';
import { useTitle } from '../parts/title.ts';
import { carried, patched, type Question } from '../question.ts';
import { useSettings } from '../settings.ts';
import { isZone } from '../zones.ts';
import '../styles/decide.css';
import '../styles/story.css';

const any = { id: '', name: 'any' };

function columnsOf(question: Question, zone: string, deciding: Deciding): readonly Column<WireEntry>[] {
  return [
    {
      id: 'decision',
      name: 'Decision',
      cell: (entry) => (
        <div class={entry.undoneBy === null ? 'entry' : 'entry undone'}>
          <Decided entry={entry} on={null} question={question} zone={zone} />
        </div>
      ),
    },
    {
      id: 'holds',
      name: 'Holds',
      cell: (entry) => {
        const back = wayOf(entry);
        const held = entry.undoneBy === null ? 'yes' : entry.action === 'undo' ? 'no, brought back' : 'no, undone';
        return (
          <span class="holds">
            {held}
            {back !== null && (
              <Back
                key={back.of}
                entryId={back.of}
                way={back.way}
                deciding={deciding}
                about={`the decision of ${moment(new Date(entry.at), zone)}`}
              />
            )}
          </span>
        );
      },
    },
  ];
}

/** What people decided, the newest first: each can be taken back, all can be taken along. */
export function Ledger() {
  const asking = useQuestion();
  const known = useSettings();
  const settings = known.data;
  const [round, setRound] = useState(0);
  const changed = (): void => setRound((n) => n + 1);
  const deciding = useDeciding(changed);
  useTitle('Decisions');
  return (
    <div class="page">
      <header class="where still">
        <div class="crumbs">
          <a class="organisation" href={`/${carried(asking.question)}`}>
            {settings?.organisation ?? '…'}
          </a>
          {settings?.demo === true && <span class="badge">Demo data</span>}
        </div>
        <h1>Decisions: what people said about attributions and failures</h1>
        <p class="quiet">Nothing is ever removed: a decision is undone by another one, and holds for everything collected later too.</p>
      </header>
      {known.error && settings === null && (
        <Problem error={known.error} again={known.again} kept={false}>
          So the zone of the organisation is not known: times are in UTC.
        </Problem>
      )}
      <Entries asking={asking} deciding={deciding} round={round} zone={settings?.zone ?? 'UTC'} />
      <LedgerFile changed={changed} />
    </div>
  );
}

type EntriesGiven = { readonly asking: Asking; readonly deciding: Deciding; readonly round: number; readonly zone: string };

function Entries({ asking, deciding, round, zone: configured }: EntriesGiven) {
  const { question, query, put } = asking;
  const services = useCatalog().services.data ?? [];
  const zone = question.zone !== null && isZone(question.zone) ? question.zone : configured;
  const filtered = [query.q, query.service, query.action].some((value) => value !== undefined);
  return (
    <List<WireEntry>
      asking={asking}
      label="Decisions"
      path={`/ledger${patched('', { service: question.service, action: query.action ?? null })}`}
      columns={columnsOf(question, zone, deciding)}
      keyOf={({ id, undoneBy }) => `${id} ${undoneBy}`}
      usual={{ by: 'at', down: true }}
      searched="note"
      round={round}
      filters={
        <>
          <Select
            name="Service"
            value={query.service}
            options={[any, ...services.map(({ id, name }) => ({ id, name }))]}
            put={(service) => put({ service })}
          />
          <Select name="What" value={query.action} options={[any, ...actions]} put={(action) => put({ action })} />
        </>
      }
      above={<Outcome deciding={deciding} />}
      empty={filtered ? <p>No decision fits. Choose fewer filters.</p> : <None question={question} />}
    />
  );
}

function None({ question }: { readonly question: Question }) {
  return (
    <>
      <p>
        Nobody decided anything yet: every number follows from rules alone. Where a rule is wrong about one incident or one deployment, say
        so there: the number follows at once, your note stands beside it, and the decision stays when everything is collected anew.
      </p>
      <ul>
        <li>
          <a href={`/incidents${carried(question, { state: 'proposed' })}`}>Incidents whose attribution is only proposed</a> wait for a
          “Confirm” or “Reject”.
        </li>
        <li>
          The page of an <a href={`/incidents${carried(question)}`}>incident</a> moves it to another deployment, or says that no change
          caused it.
        </li>
        <li>
          The page of a <a href={`/deployments${carried(question)}`}>deployment</a> takes evidence away from it, or marks it as failed or
          unplanned.
        </li>
      </ul>
    </>
  );
}
