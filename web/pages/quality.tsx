import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import type { MetricId } from '../../src/metrics/result.ts';
import { grade } from '../format.ts';
import { listScope } from '../list-window.ts';
import { useQuestion } from '../navigate.ts';
import type { Column } from '../parts/data-table.tsx';
import { List } from '../parts/list.tsx';
import { Select } from '../parts/select.tsx';
import { NoScope } from '../parts/states.tsx';
import { useTitle } from '../parts/title.ts';
import { Where } from '../parts/where.tsx';
import { partWords, taken, type WireQualityRow } from '../quality-words.ts';
import { carried, pageOf, patched, type Question, qualityOf } from '../question.ts';
import { useSettings } from '../settings.ts';
import { shortTitles } from '../words.ts';
import '../styles/quality.css';

const values = [
  { id: '', name: 'any' },
  { id: 'provisional', name: 'provisional' },
];

/** The page of one service's quality. */
const qualityPage = (service: string, question: Question): string => qualityOf({ ...question, service });

const below = (row: WireQualityRow): readonly string[] =>
  Object.entries(row.metrics).flatMap(([id, score]) => (score !== null && score < 60 ? [shortTitles[id as MetricId]] : []));

function Provisional({ row }: { readonly row: WireQualityRow }) {
  const names = below(row);
  if (!row.provisional) return <span class="quiet">none</span>;
  if (names.length > 1 && names.length === Object.values(row.metrics).filter((score) => score !== null).length) return <>all</>;
  return <>{names.length === 0 ? 'as a whole' : names.join(', ')}</>;
}

function Fix({ row, question }: { readonly row: WireQualityRow; readonly question: Question }) {
  if (row.biggest === null) return <span class="quiet">{row.score === null ? 'It has no deployment rule yet.' : 'Nothing.'}</span>;
  const { part } = row.biggest;
  // The page of its quality lists both kinds: those nobody takes, and the way to those nobody decided.
  const which = { href: qualityPage(row.serviceId, question), name: 'Which ones' };
  const place = part === 'incidents mapped' ? which : partWords(part)?.place(row.serviceId, question);
  return (
    <span class="quality-fix">
      <bdi>{row.biggest.fix}</bdi>{' '}
      {place && (
        <a href={place.href}>
          {place.name}
          <span class="unseen"> for {row.serviceName}</span>
        </a>
      )}
    </span>
  );
}

const columnsOf = (question: Question): readonly Column<WireQualityRow>[] => [
  {
    id: 'name',
    name: 'Service',
    sorts: true,
    cell: ({ serviceId, serviceName }) => (
      <a href={qualityPage(serviceId, question)}>
        <bdi>{serviceName}</bdi>
      </a>
    ),
  },
  {
    id: 'score',
    name: 'Quality',
    sorts: true,
    number: true,
    cell: ({ score }) => (score === null ? <span class="quiet">not assessed</span> : grade(score)),
  },
  { id: 'provisional', name: 'Provisional values', wraps: true, cell: (row) => <Provisional row={row} /> },
  {
    id: 'biggest',
    name: 'Most is lost by',
    wraps: true,
    cell: ({ biggest }) => (biggest === null ? <span class="quiet">nothing</span> : `${biggest.part} (${taken(biggest.points)})`),
  },
  { id: 'fix', name: 'What to do', wraps: true, cell: (row) => <Fix row={row} question={question} /> },
  {
    id: 'team',
    name: 'Team',
    wraps: true,
    cell: ({ team }) =>
      team === null ? (
        <span class="quiet">none</span>
      ) : (
        <a href={pageOf('teams', team.id, question)}>
          <bdi>{team.name}</bdi>
        </a>
      ),
  },
];

/** How far the data of every service can be trusted, the weakest first, and what would help most. */
export function QualityOfServices() {
  const asking = useQuestion();
  const { question, query, put } = asking;
  const { service, team } = question;
  const { route } = useLocation();
  const asked = useSettings();
  const settings = asked.data;
  useTitle('Data quality');
  useEffect(() => {
    if (service !== null) route(qualityPage(service, question), true);
  }, [service]);
  const zone = question.zone ?? settings?.zone ?? 'UTC';
  const scope = settings === null ? null : listScope(question, zone, new Date(settings.now));
  return (
    <div class="page">
      <Where asking={asking} scope={scope} title="Data quality" choosing="filters" />
      {scope === null && <NoScope settings={asked} path="/quality" />}
      {scope !== null && service === null && (
        <List<WireQualityRow>
          asking={asking}
          label="Data quality by service"
          path={`/quality${patched('', { ...scope.window, zone, team, provisional: query.values === 'provisional' ? 'true' : null })}`}
          columns={columnsOf(question)}
          keyOf={({ serviceId }) => serviceId}
          usual={{ by: 'score', down: false }}
          searched="service"
          filters={<Select name="Values" value={query.values} options={values} put={(chosen) => put({ values: chosen })} />}
          above={
            <p class="quiet">
              100 minus what is known to be missing; below 60 a value is provisional. What could not be assessed is named, never counted as
              full marks.
            </p>
          }
          empty={
            <p>
              No service fits. <a href={`/quality${carried(question)}`}>Show all</a>
            </p>
          }
        />
      )}
    </div>
  );
}
