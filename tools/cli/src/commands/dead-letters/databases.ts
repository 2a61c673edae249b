import type { QueryDatabase } from '@stoa/cluster'
import { queryAsSuperuser } from '@stoa/run/query'
import {
  CannotRun,
  homeOf,
  notRunning,
  readRunningState,
  readTopology,
  type Service,
} from '@stoa/topology'

export type OfService<Row> = Row & { readonly service: string }

/** The databases of the services that consume messages. */
export interface ConsumerDatabases {
  /** Runs a statement in the database of each named service, or of all. */
  all<Row>(names: readonly string[], statement: string): Promise<OfService<Row>[]>
  /** Runs a statement in the database of one service. */
  one<Row>(
    name: string,
    statement: string,
    values: readonly (string | readonly string[])[],
  ): Promise<Row[]>
}

/** Those of the running platform, or of the cluster that the kubeconfig's context names. */
export async function openDatabases(context: string | undefined): Promise<ConsumerDatabases> {
  const query =
    context === undefined ? queryHere() : (await import('@stoa/cluster')).queryInCluster(context)
  return {
    async all<Row>(names: readonly string[], statement: string) {
      const found: OfService<Row>[] = []
      for (const { name, database = '' } of consumersOf(names)) {
        const rows = await query<Row>(database, statement)
        found.push(...rows.map((row) => ({ service: name, ...row })))
      }
      return found
    },
    one(name, statement, values) {
      const [service] = consumersOf([name])
      return query(service?.database ?? '', statement, values)
    },
  }
}

function queryHere(): QueryDatabase {
  const home = homeOf(process.env)
  const state = readRunningState(home)
  if (!state.postgres) throw new CannotRun(notRunning(home))
  return async <Row>(...asked: Parameters<QueryDatabase>) =>
    (await queryAsSuperuser(state, ...asked)) as Row[]
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
