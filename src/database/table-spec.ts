/** How bulk writing describes a table. */

/** A column's type in SQL, as far as bulk writing knows how to send it. */
type ColumnType = 'text' | 'text[]' | 'timestamptz' | 'boolean' | 'integer' | 'double precision';

/** A table as bulk writing sees it. Column names as in code (camelCase); `name` as in SQL. */
export type TableSpec = {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** The primary key. */
  readonly key: readonly string[];
  /** Columns that alone are no reason to write a row again; written along when another one changed. */
  readonly uncompared?: readonly string[];
  /** Instants of which the earliest ever seen stays. */
  readonly earliest?: readonly string[];
  /** Numbers of which the largest ever seen stays. */
  readonly most?: readonly string[];
  /** The provider's own instant of the last change: a row with an earlier one than the stored row's is old news and changes nothing. */
  readonly newest?: string;
};
