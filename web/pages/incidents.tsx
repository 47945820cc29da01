import type { WireIncident } from '../api.ts';
import { duration, moment } from '../format.ts';
import { listScope } from '../list-window.ts';
import { useQuestion } from '../navigate.ts';
import type { Column } from '../parts/data-table.tsx';
import { List } from '../parts/list.tsx';
import { Outcome } from '../parts/outcome.tsx';
import { RowActs, type RowDecisions, rowKey, useRowDecisions } from '../parts/row-decisions.tsx';
import { Select } from '../parts/select.tsx';
import { serviceColumn } from '../parts/service-column.tsx';
import { NoScope } from '../parts/states.tsx';
import { useTitle } from '../parts/title.ts';
import { Where } from '../parts/where.tsx';
import { pageOf, patched, type Question } from '../question.ts';
import { useSettings } from '../settings.ts';
import { confidenceInWords, incidentStateInWords } from '../story-words.ts';
import '../styles/story.css';
import '../styles/decide.css';

const any = { id: '', name: 'any' };
const states = [any, ...(['counted', 'proposed', 'not_change_related'] as const).map((id) => ({ id, name: incidentStateInWords(id) }))];
const ended = [any, { id: 'open', name: 'still open' }];
const deciders = [
  { id: '', name: 'rules and people' },
  { id: 'people', name: 'people' },
  { id: 'rules', name: 'rules alone' },
];

/** Those that providers use; another one may stand in the address. */
const urgencies = (chosen: string | undefined) => [
  any,
  ...[...new Set(['high', 'low', ...(chosen ? [chosen] : [])])].map((id) => ({ id, name: id })),
];

const importance = ({ priority, urgency }: Pick<WireIncident, 'priority' | 'urgency'>) => (
  <>
    {priority !== null && <bdi>{priority}</bdi>}
    {priority !== null && urgency !== null && ', '}
    {urgency !== null && <bdi>{urgency}</bdi>}
    {priority === null && urgency === null && <span class="quiet">not told</span>}
  </>
);

function columnsOf(question: Question, zone: string, { current, deciding }: RowDecisions): readonly Column<WireIncident>[] {
  return [
    {
      id: 'title',
      name: 'Incident',
      cell: (row) => (
        <>
          <a href={pageOf('incidents', row.id, question)}>
            <bdi>{row.title}</bdi>
          </a>
          <RowActs row={current(row)} deciding={deciding} />
        </>
      ),
    },
    { id: 'opened', name: 'Opened', sorts: true, cell: ({ openedAt }) => moment(new Date(openedAt), zone) },
    {
      id: 'duration',
      name: 'Lasted',
      sorts: true,
      number: true,
      cell: ({ duration: seconds }) => (seconds === null ? <strong>still open</strong> : duration(seconds)),
    },
    serviceColumn(question),
    { id: 'importance', name: 'Priority, urgency', cell: importance },
    {
      id: 'state',
      name: 'Attribution',
      wraps: true,
      cell: (row) => <Attributed row={current(row)} question={question} />,
    },
  ];
}

function Attributed({ row, question }: { readonly row: WireIncident; readonly question: Question }) {
  const { state, confidence, deploymentId, title, entryId } = row;
  return (
    <span class="attributed">
      {incidentStateInWords(state)}
      {deploymentId !== null && (
        <span class="quiet second">
          <a href={pageOf('deployments', deploymentId, question)}>
            the deployment<span class="unseen"> behind {title}</span>
          </a>
          {entryId !== null ? ', a person decided' : confidence === null ? '' : `, ${confidenceInWords(confidence)}`}
        </span>
      )}
      {deploymentId === null && entryId !== null && <span class="quiet second">a person decided</span>}
    </span>
  );
}

/** Every incident of a window, with what it is attributed to and how surely. */
export function Incidents() {
  const asking = useQuestion();
  const { question, query, put } = asking;
  const asked = useSettings();
  const settings = asked.data;
  useTitle('Incidents');
  const zone = question.zone ?? settings?.zone ?? 'UTC';
  const scope = settings === null ? null : listScope(question, zone, new Date(settings.now));
  const { service, team } = question;
  const rows = useRowDecisions();
  const filter = {
    state: query.state ?? null,
    open: query.ended === 'open' ? 'true' : null,
    urgency: query.urgency ?? null,
    decided: query.by === 'people' ? 'true' : query.by === 'rules' ? 'false' : null,
  };
  return (
    <div class="page">
      <Where asking={asking} scope={scope} title="Incidents" choosing="filters" />
      {scope === null && <NoScope settings={asked} path="/incidents" />}
      {scope !== null && (
        <List<WireIncident>
          asking={asking}
          label="Incidents"
          path={`/incidents${patched('', { ...scope.window, ...(service === null ? { team } : { service }), ...filter })}`}
          columns={columnsOf(question, zone, rows)}
          keyOf={rowKey}
          usual={{ by: 'opened', down: true }}
          searched="title"
          filters={
            <>
              <Select name="Attribution" value={query.state} options={states} put={(state) => put({ state })} />
              <Select name="End" value={query.ended} options={ended} put={(value) => put({ ended: value })} />
              <Select name="Urgency" value={query.urgency} options={urgencies(query.urgency)} put={(urgency) => put({ urgency })} />
              <Select name="Decided by" value={query.by} options={deciders} put={(by) => put({ by })} />
            </>
          }
          above={
            <>
              {query.state === 'proposed' && (
                <p class="quiet">
                  Proposed attributions count in no number until somebody confirms them. What you reject is proposed no more.
                </p>
              )}
              <Outcome deciding={rows.deciding} />
            </>
          }
          empty={
            <p>
              No incident fits. Choose a longer window or fewer filters; a service without an incident rule collects none, see{' '}
              <a href="/settings">Settings</a>.
            </p>
          }
        />
      )}
    </div>
  );
}
