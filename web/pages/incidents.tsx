import type { WireIncident } from '../api.ts';
import { duration, moment } from '../format.ts';
import { listScope } from '../list-window.ts';
import { useQuestion } from '../navigate.ts';
import type { Column } from '../parts/data-table.tsx';
import { List } from '../parts/list.tsx';
import { Select } from '../parts/select.tsx';
import { serviceColumn } from '../parts/service-column.tsx';
import { NoScope } from '../parts/states.tsx';
import { useTitle } from '../parts/title.ts';
import { Where } from '../parts/where.tsx';
import { pageOf, patched, type Question } from '../question.ts';
import { useSettings } from '../settings.ts';
import { confidenceInWords, incidentStateInWords } from '../story-words.ts';
import '../styles/story.css';

const states = [
  { id: '', name: 'any' },
  ...(['counted', 'proposed', 'not_change_related'] as const).map((id) => ({ id, name: incidentStateInWords(id) })),
];
const ended = [
  { id: '', name: 'any' },
  { id: 'open', name: 'still open' },
];

function columnsOf(question: Question, zone: string): readonly Column<WireIncident>[] {
  return [
    {
      id: 'title',
      name: 'Incident',
      cell: ({ id, title }) => (
        <a href={pageOf('incidents', id, question)}>
          <bdi>{title}</bdi>
        </a>
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
    {
      id: 'state',
      name: 'Attribution',
      wraps: true,
      cell: ({ state, confidence, deploymentId, title }) => (
        <>
          {incidentStateInWords(state)}
          {deploymentId !== null && (
            <span class="quiet second">
              <a href={pageOf('deployments', deploymentId, question)}>
                the deployment<span class="unseen"> behind {title}</span>
              </a>
              {confidence === null ? '' : `, ${confidenceInWords(confidence)}`}
            </span>
          )}
        </>
      ),
    },
  ];
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
  const filter = { state: query.state ?? null, open: query.ended === 'open' ? 'true' : null };
  return (
    <div class="page">
      <Where asking={asking} scope={scope} title="Incidents" choosing="filters" />
      {scope === null && <NoScope settings={asked} path="/incidents" />}
      {scope !== null && (
        <List<WireIncident>
          asking={asking}
          label="Incidents"
          path={`/incidents${patched('', { ...scope.window, ...(service === null ? { team } : { service }), ...filter })}`}
          columns={columnsOf(question, zone)}
          keyOf={({ serviceId, id }) => `${serviceId} ${id}`}
          usual={{ by: 'opened', down: true }}
          searched="title"
          filters={
            <>
              <Select name="Attribution" value={query.state} options={states} put={(state) => put({ state })} />
              <Select name="End" value={query.ended} options={ended} put={(value) => put({ ended: value })} />
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
