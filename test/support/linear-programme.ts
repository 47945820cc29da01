/** Linear programming for small tests: the simplex method in two phases with Bland's rule, which never cycles. */

export type Row = { readonly weights: readonly number[]; readonly equals: number };

const tiny = 1e-7;

function pivot(table: number[][], basis: number[], row: number, column: number): void {
  const lead = table[row] ?? [];
  const by = lead[column] ?? 1;
  for (let index = 0; index < lead.length; index++) lead[index] = (lead[index] ?? 0) / by;
  table.forEach((other, at) => {
    const factor = other[column] ?? 0;
    if (at === row || factor === 0) return;
    for (let index = 0; index < other.length; index++) other[index] = (other[index] ?? 0) - factor * (lead[index] ?? 0);
  });
  basis[row] = column;
}

/** The last row is the aim, the last column the right sides. Columns from `end` on may not enter. */
function climb(table: number[][], basis: number[], end: number): void {
  for (;;) {
    const aim = table[table.length - 1] ?? [];
    const column = aim.findIndex((value, index) => index < end && value < -tiny);
    if (column < 0) return;
    let best: { row: number; ratio: number } | null = null;
    for (let row = 0; row < basis.length; row++) {
      const value = table[row]?.[column] ?? 0;
      if (value <= tiny) continue;
      const ratio = (table[row]?.at(-1) ?? 0) / value;
      const isTie = best !== null && Math.abs(ratio - best.ratio) <= tiny;
      const isLess = best === null || ratio < best.ratio - tiny;
      if (isLess || (isTie && best !== null && (basis[row] ?? 0) < (basis[best.row] ?? 0))) best = { row, ratio };
    }
    if (best === null) throw new Error('The programme has no bound.');
    pivot(table, basis, best.row, column);
  }
}

/** The largest value of `aim` over x >= 0 with every row held. @throws Error where nothing holds them all, or nothing bounds it. */
export function maximise(rows: readonly Row[], aim: readonly number[]): number {
  const width = aim.length;
  const table = rows.map(({ weights, equals }, at) => [
    ...weights.map((weight) => (equals < 0 ? -weight : weight)),
    ...rows.map((_, index) => (index === at ? 1 : 0)),
    Math.abs(equals),
  ]);
  const basis = rows.map((_, index) => width + index);
  const first = Array.from({ length: width + rows.length + 1 }, (_, column) =>
    column >= width && column < width + rows.length ? 0 : -table.reduce((sum, row) => sum + (row[column] ?? 0), 0),
  );
  table.push(first);
  climb(table, basis, width);
  if (Math.abs(table[table.length - 1]?.at(-1) ?? 0) > 1e-5) throw new Error('The programme has no solution.');
  table.pop();
  // Rows that say nothing new keep an artificial unknown at zero: it leaves for any other, or its row goes.
  for (let row = basis.length - 1; row >= 0; row--) {
    if ((basis[row] ?? 0) < width) continue;
    const column = (table[row] ?? []).findIndex((value, index) => index < width && Math.abs(value) > tiny);
    if (column >= 0) pivot(table, basis, row, column);
    else {
      table.splice(row, 1);
      basis.splice(row, 1);
    }
  }
  const last = [...aim.map((weight) => -weight), ...rows.map(() => 0), 0];
  basis.forEach((column, row) => {
    const factor = last[column] ?? 0;
    (table[row] ?? []).forEach((value, index) => {
      last[index] = (last[index] ?? 0) - factor * value;
    });
  });
  table.push(last);
  climb(table, basis, width);
  return table[table.length - 1]?.at(-1) ?? 0;
}
