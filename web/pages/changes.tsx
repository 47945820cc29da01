import type { WireChange } from '../api.ts';
import { duration, moment } from '../format.ts';
import { listScope } from '../list-window.ts';
import { useQuestion } from '../navigate.ts';
import type { Column } from '../parts/data-table.tsx';
import { List } from '../parts/list.tsx';
import { Outward } from '../parts/outward.tsx';
import { serviceColumn } from '../parts/service-column.tsx';
import { NoScope } from '../parts/states.tsx';
import { useTitle } from '../parts/title.ts';
import { Where } from '../parts/where.tsx';
import { pageOf, patched, type Question } from '../question.ts';
import { useSettings } from '../settings.ts';
import { leadTimeInWords } from '../story-words.ts';
import '../styles/story.css';

const states = [
  { id: 'undeployed', name: 'Waiting' },
  { id: 'delivered', name: 'Deployed' },
] as const;

function commonOf(question: Question): readonly Column<WireChange>[] {
  return [
    {
      id: 'title',
      name: 'Change',
      cell: (row) => (
        <>
          <Outward url={row.url}>{row.title}</Outward>
          {row.bot && <span class="tag">bot</span>}
          <span class="quiet second">
            {row.sha.slice(0, 7)}
            {row.pullNumber !== null && (
              <>
                {' · '}
                <Outward url={row.pullUrl}>#{row.pullNumber}</Outward>
              </>
            )}
            {row.originalsUnknown && ' · original commits unknown, so the merged one stands for them'}
          </span>
        </>
      ),
    },
    serviceColumn(question),
  ];
}

function waitingColumns(question: Question, zone: string): readonly Column<WireChange>[] {
  return [
    ...commonOf(question),
    { id: 'waiting', name: 'Waiting for', sorts: true, number: true, cell: ({ waiting }) => (waiting === null ? '…' : duration(waiting)) },
    {
      id: 'merged',
      name: 'Merged',
      cell: ({ mergedAt, committedAt }) =>
        mergedAt === null ? <span class="quiet">committed {moment(new Date(committedAt), zone)}</span> : moment(new Date(mergedAt), zone),
    },
    { id: 'authored', name: 'Authored', sorts: true, cell: ({ authoredAt }) => moment(new Date(authoredAt), zone) },
  ];
}

function deployedColumns(question: Question, zone: string): readonly Column<WireChange>[] {
  return [
    ...commonOf(question),
    { id: 'lead_time', name: 'Lead time', sorts: true, number: true, cell: (row) => leadTimeInWords(row) },
    { id: 'authored', name: 'Authored', sorts: true, cell: ({ authoredAt }) => moment(new Date(authoredAt), zone) },
    {
      id: 'deployed',
      name: 'First in production',
      sorts: true,
      cell: ({ deployedAt, deploymentId }) =>
        deployedAt === null || deploymentId === null ? (
          'not yet'
        ) : (
          <a href={pageOf('deployments', deploymentId, question)}>{moment(new Date(deployedAt), zone)}</a>
        ),
    },
  ];
}

/** Changes that wait for production, the oldest first; or those a window delivered, with their lead times. */
export function Changes() {
  const asking = useQuestion();
  const { question, query, put } = asking;
  const asked = useSettings();
  const settings = asked.data;
  useTitle('Changes');
  const zone = question.zone ?? settings?.zone ?? 'UTC';
  const state = query.state === 'delivered' ? 'delivered' : 'undeployed';
  const scope = settings === null ? null : listScope(question, zone, new Date(settings.now));
  const { service, team } = question;
  const window = state === 'delivered' && scope !== null ? scope.window : {};
  const path = `/changes${patched('', { state, ...(service === null ? { team } : { service }), ...window })}`;
  return (
    <div class="page">
      <Where
        asking={asking}
        scope={scope}
        title={state === 'delivered' ? 'Deployed changes' : 'Changes merged, not deployed'}
        choosing="filters"
        windowed={state === 'delivered'}
      />
      <fieldset class="segments">
        <legend class="unseen">Which changes</legend>
        {states.map(({ id, name }) => (
          <button key={id} type="button" aria-pressed={id === state} onClick={() => put({ state: id, sort: null, order: null })}>
            {name}
          </button>
        ))}
      </fieldset>
      {scope === null && <NoScope settings={asked} path="/changes" />}
      {scope !== null && (
        <List<WireChange>
          key={state}
          asking={asking}
          label="Changes"
          path={path}
          columns={state === 'delivered' ? deployedColumns(question, zone) : waitingColumns(question, zone)}
          keyOf={(row) => `${row.serviceId} ${row.repositoryId} ${row.sha}`}
          usual={state === 'delivered' ? { by: 'deployed', down: true } : { by: 'waiting', down: true }}
          searched="title or commit"
          empty={
            state === 'delivered' ? (
              <p>No change was delivered in this window that fits. Choose a longer one, or fewer filters.</p>
            ) : (
              <p>Nothing waits: production has every merged change that was collected.</p>
            )
          }
        />
      )}
    </div>
  );
}
