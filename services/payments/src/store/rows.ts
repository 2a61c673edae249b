import { type RawBuilder, sql } from 'kysely'

/** How a value becomes one column: its name, its SQL type and where it is found. */
export type Column<Row> = readonly [name: string, type: string, pick: (row: Row) => unknown]

export const namesOf = <Row>(columns: readonly Column<Row>[]): RawBuilder<unknown> =>
  sql.raw(columns.map(([name]) => name).join(', '))

/** The rows as `unnest(…)`: one array a column, so that the text is the same for any number of rows. */
export const unnest = <Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): RawBuilder<unknown> =>
  sql`unnest(${sql.join(columns.map(([, type, pick]) => sql`${rows.map(pick)}::${sql.raw(type)}[]`))})`

/** `name = u.name` for each. */
export const assignments = <Row>(columns: readonly Column<Row>[]): RawBuilder<unknown> =>
  sql.raw(columns.map(([name]) => `${name} = u.${name}`).join(', '))
