import { useMemo, useState } from 'preact/hooks';
import type { WireSpread, WireSpreadMetric } from '../api.ts';
import { ago, amount, count, grade } from '../format.ts';
import type { Asking } from '../navigate.ts';
import { apiQuery, pageOf } from '../question.ts';
import { type Column, DataTable, type Order } from './data-table.tsx';
import { Icon } from './icon.tsx';
import { Search } from './list.tsx';
import { Shape } from './shape.tsx';

type Service = WireSpread['services'][number];
type Row = { readonly service: Service; readonly metrics: ReadonlyMap<string, WireSpreadMetric['services'][number]> };
type Sorted = Column<Row> & { readonly of: (row: Row) => string | number | null };

/** Rows shown at first, and with each press on "more". */
const batch = 50;

function rowsOf({ services, metrics }: WireSpread): readonly Row[] {
  const byMetric = metrics.map(({ id, services: list }) => [id, new Map(list.map((one) => [one.serviceId, one]))] as const);
  return services.map((service) => ({
    service,
    metrics: new Map(
      byMetric.flatMap(([id, list]) => {
        const found = list.get(service.serviceId);
        return found ? [[id, found] as const] : [];
      }),
    ),
  }));
}

/** Unknown stays last, whichever way. */
function sorted(rows: readonly Row[], of: Sorted['of'], down: boolean): readonly Row[] {
  return rows.toSorted((a, b) => {
    const [x, y] = [of(a), of(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    const order = typeof x === 'string' && typeof y === 'string' ? x.localeCompare(y, 'en') : Number(x) - Number(y);
    return down ? -order : order;
  });
}

const qualityOf = ({ metrics }: Row): number | null => {
  const known = [...metrics.values()].flatMap(({ quality }) => (quality === null ? [] : [quality]));
  return known.length === 0 ? null : Math.min(...known);
};

function columnsOf(spread: WireSpread, asking: Asking): readonly Sorted[] {
  const { question } = asking;
  const now = new Date(spread.scope.now);
  const own: readonly Sorted[] = [
    {
      id: 'name',
      name: 'Service',
      sorts: true,
      of: ({ service }) => service.name,
      cell: ({ service }) => (
        <a href={pageOf('services', service.serviceId, question)}>
          <bdi>{service.name}</bdi>
        </a>
      ),
    },
    {
      id: 'team',
      name: 'Team',
      sorts: true,
      of: ({ service }) => service.team?.name ?? null,
      cell: ({ service: { team } }) =>
        team === null ? (
          <span class="quiet">no team</span>
        ) : (
          <a href={pageOf('teams', team.id, question)}>
            <bdi>{team.name}</bdi>
          </a>
        ),
    },
  ];
  const measured = spread.metrics.map(
    (metric): Sorted => ({
      id: metric.id,
      name: metric.title,
      sorts: true,
      of: ({ metrics }) => metrics.get(metric.id)?.value ?? null,
      cell: (row) => <Cell metric={metric} row={row} asking={asking} />,
    }),
  );
  const rest: readonly Sorted[] = [
    {
      id: 'quality',
      name: 'Lowest quality',
      sorts: true,
      of: qualityOf,
      cell: (row) => {
        const score = qualityOf(row);
        return score === null ? <span class="quiet">not assessed</span> : grade(score);
      },
    },
    {
      id: 'waiting',
      name: 'Waiting changes',
      sorts: true,
      of: ({ service }) => service.undeployed,
      cell: ({ service }) => (service.undeployed === 0 ? 'none' : count(service.undeployed)),
    },
    {
      id: 'last',
      name: 'Last deployment',
      sorts: true,
      of: ({ service }) => service.lastDeploymentAt,
      cell: ({ service: { lastDeploymentAt: at } }) => (at === null ? <span class="quiet">none yet</span> : ago(new Date(at), now)),
    },
  ];
  return [...own, ...measured, ...rest];
}

/** Every service in scope beside the others; its name leads to its page, its numbers to their evidence. */
export function ServicesTable({ asking, spread }: { readonly asking: Asking; readonly spread: WireSpread }) {
  const { query, put, question } = asking;
  const [many, setMany] = useState(batch);
  const order: Order = { by: query.sort ?? 'name', down: query.order === 'desc' };
  const columns = columnsOf(spread, asking);
  const wanted = (query.q ?? '').toLowerCase();
  const fits = ({ service: { name, serviceId, team } }: Row): boolean =>
    [name, serviceId, team?.name ?? ''].some((text) => text.toLowerCase().includes(wanted));
  const all = useMemo(() => rowsOf(spread), [spread]);
  const within = all.filter(fits);
  const column = columns.find(({ id }) => id === order.by) ?? columns[0];
  const rows = column === undefined ? within : sorted(within, column.of, order.down);
  return (
    <section class="services list" aria-labelledby="services">
      <h2 id="services">Services</h2>
      <div class="filters">
        <Search value={query.q ?? ''} searched="service or team" put={(q) => put({ q })} />
        <p class="quiet counted" role="status">
          {within.length === spread.services.length
            ? `${count(within.length)} in all`
            : `${count(within.length)} of ${count(spread.services.length)}`}
        </p>
        <a class="button quiet-button" href={`/api/v1/spread${apiQuery({ ...question, service: null }, { format: 'csv' })}`} download>
          <Icon name="download" />
          CSV
        </a>
      </div>
      {rows.length === 0 ? (
        <p class="notice">No service has “{query.q}” in its name, id or team.</p>
      ) : (
        <DataTable
          label="Table of services"
          columns={columns}
          rows={rows.slice(0, many)}
          keyOf={({ service }) => service.serviceId}
          order={order}
          onOrder={({ by, down }) => put({ sort: by, order: down ? 'desc' : null })}
        />
      )}
      {rows.length > many && (
        <button type="button" class="button" onClick={() => setMany(many + batch)}>
          More services ({count(rows.length - many)})
        </button>
      )}
    </section>
  );
}

function Cell({ metric, row, asking }: { readonly metric: WireSpreadMetric; readonly row: Row; readonly asking: Asking }) {
  const found = row.metrics.get(metric.id);
  if (found === undefined) return null;
  const signal = found.movement?.verdict === 'mixed' ? null : found.movement?.signal;
  const said =
    found.value === null
      ? found.state === 'no_source'
        ? 'no source'
        : `too little data (${count(found.n)})`
      : amount(found.value, metric.unit);
  return (
    <>
      <a
        class={found.value === null ? 'number-link quiet' : 'number-link'}
        href={asking.address({ evidence: metric.id, of: row.service.serviceId, tab: null })}
        data-evidence={metric.id}
        data-of={row.service.serviceId}
        aria-label={`${metric.title} of ${row.service.name}: ${said}. Evidence`}
      >
        {said}
      </a>
      {metric.id === 'failed-deployment-recovery-time' && found.value !== null && <span class="quiet"> n {count(found.n)}</span>}
      {signal && (
        <>
          {' '}
          <Shape direction={signal.direction} verdict={found.movement?.verdict === 'better' ? 'better' : 'worse'} />
          <span class="unseen">{found.movement?.verdict}</span>
        </>
      )}
      {found.provisional && found.value !== null && <span class="tag">provisional</span>}
    </>
  );
}
