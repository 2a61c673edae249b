import { type RawBuilder, sql } from 'kysely'

/** One column of a row: its name, its SQL type and how its value is picked. */
export type Column<Row> = readonly [name: string, type: string, pick: (row: Row) => unknown]

export const namesOf = <Row>(columns: readonly Column<Row>[]): RawBuilder<unknown> =>
  sql.raw(columns.map(([name]) => name).join(', '))

/** The rows as `unnest(…)` with one array per column: the same statement for any number of rows. */
export const unnest = <Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): RawBuilder<unknown> =>
  sql`unnest(${sql.join(columns.map(([, type, pick]) => sql`${rows.map(pick)}::${sql.raw(type)}[]`))})`

/** `name = u.name` for each. */
export const assignments = <Row>(columns: readonly Column<Row>[]): RawBuilder<unknown> =>
  sql.raw(columns.map(([name]) => `${name} = u.${name}`).join(', '))
