import type { WireDeployment } from '../api.ts';
import { duration, moment } from '../format.ts';
import { listScope } from '../list-window.ts';
import { type Asking, useQuestion } from '../navigate.ts';
import type { Column } from '../parts/data-table.tsx';
import { List } from '../parts/list.tsx';
import { Select } from '../parts/select.tsx';
import { serviceColumn } from '../parts/service-column.tsx';
import { NoScope } from '../parts/states.tsx';
import { useTitle } from '../parts/title.ts';
import { Where } from '../parts/where.tsx';
import { pageOf, patched, type Question } from '../question.ts';
import { useSettings } from '../settings.ts';
import { calledOf, kindInWords, outcomeInWords, recoveryInWords } from '../story-words.ts';
import '../styles/story.css';

const any = { id: '', name: 'any' };
const tiers = [
  { id: 'production', name: 'production' },
  { id: 'staging', name: 'staging' },
  { id: 'testing', name: 'testing' },
  { id: 'development', name: 'development' },
  { id: 'all', name: 'all' },
];
const kinds = [any, ...['forward', 'baseline', 'rollback', 'redeploy'].map((id) => ({ id, name: id }))];
const outcomes = [any, ...['succeeded', 'failed', 'cancelled', 'running', 'unknown'].map((id) => ({ id, name: outcomeInWords(id) }))];
const marks = [any, { id: 'failed', name: 'needed intervention' }, { id: 'unplanned', name: 'unplanned' }];

function columnsOf(question: Question, zone: string): readonly Column<WireDeployment>[] {
  return [
    {
      id: 'title',
      name: 'Deployment',
      cell: (row) => (
        <>
          <a href={pageOf('deployments', row.id, question)}>
            <bdi>{calledOf(row)}</bdi>
          </a>
          {row.title !== null && row.title !== calledOf(row) && (
            <span class="quiet second">
              <bdi>{row.title}</bdi>
            </span>
          )}
        </>
      ),
    },
    {
      id: 'finished',
      name: 'Finished',
      sorts: true,
      cell: ({ finishedAt, startedAt }) =>
        finishedAt === null ? <span class="quiet">began {moment(new Date(startedAt), zone)}</span> : moment(new Date(finishedAt), zone),
    },
    serviceColumn(question),
    {
      id: 'outcome',
      name: 'Outcome',
      cell: ({ outcome, tier }) => `${outcomeInWords(outcome)}${tier === 'production' ? '' : `, ${tier}`}`,
    },
    {
      id: 'kind',
      name: 'Kind',
      wraps: true,
      cell: ({ kind, unplanned }) => `${kindInWords(kind)}${unplanned === null ? '' : ', unplanned'}`,
    },
    { id: 'changes', name: 'Changes', sorts: true, number: true, cell: ({ changes }) => changes },
    {
      id: 'failed',
      name: 'Intervention',
      wraps: true,
      cell: (row) => (row.failed ? <strong>{recoveryInWords(row)}</strong> : <span class="quiet">none known</span>),
    },
    {
      id: 'took',
      name: 'Took',
      number: true,
      cell: ({ startedAt, finishedAt }) => (finishedAt === null ? '…' : duration((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000)),
    },
  ];
}

/** Every deployment of a window, with what became of it. */
export function Deployments() {
  const asking = useQuestion();
  const { question, query, put } = asking;
  const known = useSettings();
  const settings = known.data;
  useTitle('Deployments');
  const zone = question.zone ?? settings?.zone ?? 'UTC';
  const scope = settings === null ? null : listScope(question, zone, new Date(settings.now));
  return (
    <div class="page">
      <Where asking={asking} scope={scope} title="Deployments" choosing="filters" />
      {scope === null && <NoScope settings={known} path="/deployments" />}
      {scope !== null && (
        <List<WireDeployment>
          asking={asking}
          label="Deployments"
          path={`/deployments${patched('', asked(asking, scope.window))}`}
          columns={columnsOf(question, zone)}
          keyOf={({ id }) => id}
          usual={{ by: 'finished', down: true }}
          searched="title, version or commit"
          filters={
            <>
              <Select name="Tier" value={query.tier} options={tiers} put={(tier) => put({ tier })} />
              <Select name="Outcome" value={query.outcome} options={outcomes} put={(outcome) => put({ outcome })} />
              <Select name="Kind" value={query.kind} options={kinds} put={(kind) => put({ kind })} />
              <Select name="Marked" value={query.marked} options={marks} put={(marked) => put({ marked })} />
            </>
          }
          empty={
            <p>
              No deployment fits. Choose a longer window or fewer filters; <a href="/sources">Sources</a> shows what was collected.
            </p>
          }
        />
      )}
    </div>
  );
}

/** The filter as the interface has it. */
function asked(
  { question, query }: Asking,
  window: { readonly from: string; readonly to: string },
): Readonly<Record<string, string | null>> {
  const { service, team } = question;
  const tier = query.tier === 'all' ? null : (query.tier ?? 'production');
  const mark = query.marked === 'failed' || query.marked === 'unplanned' ? { [query.marked]: 'true' } : {};
  const whose = service === null ? { team } : { service };
  return { ...window, ...whose, tier, outcome: query.outcome ?? null, kind: query.kind ?? null, ...mark };
}
