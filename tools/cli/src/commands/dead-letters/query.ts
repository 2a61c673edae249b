import { queryAsSuperuser } from '@stoa/run/query'
import {
  CannotRun,
  homeOf,
  notRunning,
  readRunningState,
  readTopology,
  type Service,
} from '@stoa/topology'
import type { QueryResultRow } from 'pg'

export type OfService<Row> = Row & { readonly service: string }

/** Runs a statement in the database of each named service, or of all that consume messages. */
export async function queryAll<Row extends QueryResultRow>(
  names: readonly string[],
  statement: string,
): Promise<OfService<Row>[]> {
  const found: OfService<Row>[] = []
  for (const { name, database = '' } of consumersOf(names)) {
    const rows = await query<Row>(database, statement)
    found.push(...rows.map((row) => ({ service: name, ...row })))
  }
  return found
}

/** Runs a statement in the database of one service. */
export async function queryOne<Row extends QueryResultRow>(
  name: string,
  statement: string,
  values: readonly unknown[],
): Promise<OfService<Row>[]> {
  const [service] = consumersOf([name])
  const rows = await query<Row>(service?.database ?? '', statement, values)
  return rows.map((row) => ({ service: name, ...row }))
}

function consumersOf(names: readonly string[]): readonly Service[] {
  const consumers = readTopology().services.filter(({ consumes }) => consumes.length > 0)
  const known = consumers.map(({ name }) => name)
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw new CannotRun(
      `no service that consumes messages is called ${unknown.join(' or ')}; these are: ${known.join(', ')}`,
    )
  return names.length === 0 ? consumers : consumers.filter(({ name }) => names.includes(name))
}

async function query<Row extends QueryResultRow>(
  database: string,
  statement: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const home = homeOf(process.env)
  const state = readRunningState(home)
  if (!state.postgres) throw new CannotRun(notRunning(home))
  return queryAsSuperuser<Row>(state, database, statement, values)
}
