import { useEffect, useState } from 'preact/hooks';
import { ask, type ServiceRow, type WireAnswer, type WireMetric } from '../api.ts';
import { amount, count } from '../format.ts';
import type { Asking } from '../navigate.ts';
import { apiQuery, type Question } from '../question.ts';

type Answers = Readonly<Record<string, readonly WireMetric[] | 'failed'>>;
type Column = { readonly id: string; readonly name: string; readonly of: (row: Row) => string | number | null };
type Row = { readonly service: ServiceRow; readonly metrics: readonly WireMetric[] | 'failed' | undefined };

const metricNames: readonly (readonly [WireMetric['id'], string])[] = [
  ['change-lead-time', 'Change lead time'],
  ['deployment-frequency', 'Deployment frequency'],
  ['failed-deployment-recovery-time', 'Failed deployment recovery time'],
  ['change-fail-rate', 'Change fail rate'],
  ['deployment-rework-rate', 'Deployment rework rate'],
];

const metricOf = ({ metrics }: Row, id: string): WireMetric | undefined =>
  metrics === 'failed' ? undefined : metrics?.find((metric) => metric.id === id);

const columns: readonly Column[] = [
  { id: 'name', name: 'Service', of: ({ service }) => service.name },
  { id: 'team', name: 'Team', of: ({ service }) => service.team?.name ?? null },
  ...metricNames.map(([id, name]) => ({ id, name, of: (row: Row) => metricOf(row, id)?.value ?? null })),
  { id: 'waiting', name: 'Waiting changes', of: ({ service }) => service.undeployed },
];

/** Rows shown at first, and with each press on "more". */
const batch = 25;
const atOnce = 3;

/** The five metrics of each service, a few questions at a time. */
function useAnswers(services: readonly ServiceRow[], question: Question): Answers {
  const [answers, setAnswers] = useState<Answers>({});
  const ids = services.map(({ id }) => id).join('\n');
  const address = apiQuery({ ...question, service: null, team: null, evidence: null });
  useEffect(() => {
    const stop = new AbortController();
    const waiting = services.map(({ id }) => id);
    setAnswers({});
    const work = async (): Promise<void> => {
      for (let id = waiting.shift(); id !== undefined && !stop.signal.aborted; id = waiting.shift()) {
        const one = id;
        const path = `/metrics${apiQuery({ ...question, service: one, team: null, evidence: null })}`;
        const found = await ask<WireAnswer>(path, stop.signal).then(
          ({ metrics }) => metrics,
          () => 'failed' as const,
        );
        if (!stop.signal.aborted) setAnswers((before) => ({ ...before, [one]: found }));
      }
    };
    for (let worker = 0; worker < atOnce; worker += 1) void work();
    return () => stop.abort();
  }, [ids, address]);
  return answers;
}

/** Unknown stays last, whichever way. */
function sorted(rows: readonly Row[], { of }: Column, down: boolean): readonly Row[] {
  return [...rows].sort((a, b) => {
    const [x, y] = [of(a), of(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    const order = typeof x === 'string' && typeof y === 'string' ? x.localeCompare(y, 'en') : Number(x) - Number(y);
    return down ? -order : order;
  });
}

/** Every service in scope beside the others; its name narrows the page. */
export function ServicesTable({ asking, services }: { readonly asking: Asking; readonly services: readonly ServiceRow[] }) {
  const { question } = asking;
  const [by, setBy] = useState({ column: 'name', down: false });
  const [many, setMany] = useState(batch);
  const within = services.filter(({ team }) => question.team === null || team?.id === question.team);
  const column = columns.find(({ id }) => id === by.column);
  // Metrics are only asked of the services shown, so that those alone can be put in their order; everything else orders all of them.
  const measured = metricNames.some(([id]) => id === by.column);
  const unmeasured = within.map((service): Row => ({ service, metrics: undefined }));
  const base = column === undefined || measured ? unmeasured : sorted(unmeasured, column, by.down);
  const shown = base.slice(0, many).map(({ service }) => service);
  const answers = useAnswers(shown, question);
  const rows = shown.map((service): Row => ({ service, metrics: answers[service.id] }));
  const ordered = column === undefined ? rows : sorted(rows, column, by.down);
  const turn = (id: string): void => setBy((before) => ({ column: id, down: before.column === id && !before.down }));
  return (
    <section class="services" aria-labelledby="services">
      <h2 id="services">Services</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section class="scroll card" tabIndex={0} aria-label="Table of services">
        <table>
          <thead>
            <tr>
              {columns.map(({ id, name }) => (
                <th key={id} scope="col" aria-sort={by.column !== id ? 'none' : by.down ? 'descending' : 'ascending'}>
                  <button type="button" class="sort" onClick={() => turn(id)}>
                    {name}
                    <span aria-hidden="true">{by.column !== id ? '' : by.down ? '↓' : '↑'}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ordered.map((row) => (
              <tr key={row.service.id}>
                <th scope="row">
                  <a href={asking.address({ service: row.service.id, team: null, evidence: null })}>{row.service.name}</a>
                </th>
                <td>{row.service.team?.name ?? 'no team'}</td>
                {metricNames.map(([id]) => (
                  <Cell key={id} row={row} id={id} />
                ))}
                <td>{row.service.undeployed === 0 ? 'none' : count(row.service.undeployed)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {within.length > many && measured && <p class="quiet">Sorted among the {count(many)} services shown.</p>}
      {within.length > many && (
        <button type="button" class="button" onClick={() => setMany(many + batch)}>
          More services ({count(within.length - many)})
        </button>
      )}
    </section>
  );
}

function Cell({ row, id }: { readonly row: Row; readonly id: WireMetric['id'] }) {
  if (row.metrics === undefined) return <td class="quiet">…</td>;
  const metric = metricOf(row, id);
  if (metric === undefined) return <td class="quiet">no answer</td>;
  if (metric.value !== null)
    return (
      <td>
        {amount(metric.value, metric.unit)}
        {metric.provisional && <span class="tag">provisional</span>}
      </td>
    );
  return <td class="quiet">{metric.state === 'no_source' ? 'no source' : `too little data (${count(metric.n)})`}</td>;
}
