import { ask, type Page, type WireCampaign } from '../api.ts';
import { useAsk } from '../ask.ts';
import { stateInWords, stateNames } from '../campaign-words.ts';
import { useCatalog } from '../catalog.ts';
import { count, some } from '../format.ts';
import { useQuestion } from '../navigate.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Problem, Untold } from '../parts/states.tsx';
import { useTitle } from '../parts/title.ts';
import { patched } from '../question.ts';
import { useSettings } from '../settings.ts';
import '../styles/campaign.css';

const columnsOf = (zone: string): readonly Column<WireCampaign>[] => [
  {
    id: 'name',
    name: 'Campaign',
    cell: ({ id, name }) => (
      <a href={`/maturity/${encodeURIComponent(id)}`}>
        <bdi>{name}</bdi>
      </a>
    ),
  },
  { id: 'state', name: 'State', wraps: true, cell: (row) => <span title={stateNames[row.state]}>{stateInWords(row, zone)}</span> },
  { id: 'model', name: 'Model', wraps: true, cell: ({ model }) => <bdi>{model.name}</bdi> },
  { id: 'teams', name: 'Teams', number: true, cell: ({ teams }) => count(teams) },
  { id: 'invited', name: 'Invited', number: true, cell: ({ invited }) => count(invited) },
  {
    id: 'results',
    name: 'Results',
    cell: ({ id, state, name }) =>
      state === 'closed' ? (
        <a href={`/maturity/${encodeURIComponent(id)}/results`}>
          Results<span class="unseen"> of {name}</span>
        </a>
      ) : (
        <span class="quiet">after the close</span>
      ),
  },
];

const atOnce = 50;

/** Campaigns, and the teams whose maturity there is to look at. */
export function Maturity() {
  useTitle('Maturity');
  const zone = useSettings().data?.zone ?? 'UTC';
  const { query, put } = useQuestion();
  const after = query.after ?? null;
  const { data, error, again } = useAsk(`/assessments/campaigns${patched('', { limit: String(atOnce), after })}`, ask<Page<WireCampaign>>);
  return (
    <div class="page campaigns">
      <header class="campaigns-head">
        <div>
          <h1>Maturity</h1>
          <p class="lead">
            Teams say how they work; records say what can be measured. Each statement shows both, and a team decides what to do next. Level
            5 everywhere is not the goal.
          </p>
        </div>
        <a class="button primary" href="/maturity/new">
          New campaign
        </a>
      </header>
      <section aria-labelledby="campaigns">
        <h2 id="campaigns">Campaigns</h2>
        {error !== null && <Problem error={error} again={again} kept={data !== null} />}
        {data?.items.length === 0 && (
          <p class="notice">
            Nobody was asked yet. A campaign puts a model to your teams for some weeks: everybody answers alone, in about ten minutes,
            without a name. What evidence says of each team is there already, below.
          </p>
        )}
        {data !== null && data.items.length > 0 && (
          <DataTable label="Campaigns" columns={columnsOf(zone)} rows={data.items} keyOf={({ id }) => id} />
        )}
        <p class="pages">
          {after !== null && (
            <button type="button" class="button" onClick={() => put({ after: null })}>
              The newest
            </button>
          )}
          {data?.next != null && (
            <button type="button" class="button" onClick={() => put({ after: data.next })}>
              Older campaigns
            </button>
          )}
        </p>
      </section>
      <Teams />
    </div>
  );
}

/** Every team has a profile by evidence, asked or not. */
function Teams() {
  const { teams } = useCatalog();
  return (
    <section aria-labelledby="teams">
      <h2 id="teams">Teams</h2>
      <p class="quiet">The last campaign that asked a team, or what evidence says today.</p>
      {teams.data === null && teams.error !== null && <Untold what="teams" error={teams.error} again={teams.again} />}
      {teams.data?.length === 0 && <p>There are no teams yet: name them in the configuration.</p>}
      <ul class="team-links">
        {teams.data?.map(({ id, name, services }) => (
          <li key={id}>
            <a href={`/teams/${encodeURIComponent(id)}/maturity`}>
              <bdi>{name}</bdi>
            </a>{' '}
            <span class="quiet">{some(services.length, 'service')}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
