import type { ComponentChildren } from 'preact';

export type Column<Row> = {
  readonly id: string;
  readonly name: string;
  /** Whether rows can be put in its order. */
  readonly sorts?: boolean;
  readonly number?: boolean;
  /** Names and sentences, which may take more than one line. */
  readonly wraps?: boolean;
  readonly cell: (row: Row) => ComponentChildren;
};

export type Order = { readonly by: string; readonly down: boolean };

type Given<Row> = {
  readonly label: string;
  /** The first one heads its row. */
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly order?: Order;
  readonly onOrder?: (order: Order) => void;
  readonly busy?: boolean;
};

/** Rows and columns: heads that sort, a first column that stays in view, scrolled by itself where it is too wide. */
export function DataTable<Row>({ label, columns, rows, keyOf, order, onOrder, busy = false }: Given<Row>) {
  const [head, ...rest] = columns;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section class={`scroll card data${busy ? ' stale' : ''}`} tabIndex={0} aria-label={label} aria-busy={busy}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.id} column={column} order={order} onOrder={onOrder} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {head && <th scope="row">{head.cell(row)}</th>}
              {rest.map((column) => (
                <td key={column.id} class={column.number ? 'number' : column.wraps ? 'wraps' : undefined}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type HeadGiven<Row> = {
  readonly column: Column<Row>;
  readonly order: Order | undefined;
  readonly onOrder: ((order: Order) => void) | undefined;
};

function Head<Row>({ column, order, onOrder }: HeadGiven<Row>) {
  const { id, name, sorts, number } = column;
  const mark = number ? 'number' : undefined;
  if (!sorts || !onOrder) {
    return (
      <th scope="col" class={mark}>
        {name}
      </th>
    );
  }
  const here = order?.by === id;
  return (
    <th scope="col" class={mark} aria-sort={!here ? 'none' : order.down ? 'descending' : 'ascending'}>
      <button type="button" class="sort" onClick={() => onOrder({ by: id, down: here && !order.down })}>
        {name}
        <span aria-hidden="true">{!here ? '' : order.down ? '↓' : '↑'}</span>
      </button>
    </th>
  );
}
