import pg from 'pg'

export interface PostgresServer {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  /** Over TLS, with a certificate that the authority signed for the name; absent: in the clear, on this machine. */
  readonly ssl?: { readonly ca: string; readonly servername: string }
}

/** The values of a row, in the order of its columns. */
export type Row = readonly unknown[]

export interface Databases {
  /** The rows of a query, in blocks, from one snapshot. Only one block is in memory, whatever the number of rows. */
  blocks(database: string, sql: string, parameters?: readonly unknown[]): AsyncIterable<Row[]>
  /** The rows of a query that has few. */
  rows(database: string, sql: string, parameters?: readonly unknown[]): Promise<Row[]>
  close(): Promise<void>
}

const blockSize = 20_000

pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number)

/** Opens the databases of a server for reading; `nameOf` maps the name of a service's database to its real name. */
export function openDatabases(
  server: PostgresServer,
  nameOf = (database: string) => database,
): Databases {
  const pools = new Map<string, pg.Pool>()
  const poolOf = (database: string) => {
    const existing = pools.get(database)
    if (existing) return existing
    const pool = new pg.Pool({
      ...server,
      ...{ database: nameOf(database), max: 4, application_name: 'stoa verify' },
      options: '-c work_mem=64MB -c default_transaction_read_only=on',
    })
    pool.on('error', () => undefined)
    pools.set(database, pool)
    return pool
  }

  async function* blocks(database: string, sql: string, parameters: readonly unknown[] = []) {
    const client = await poolOf(database).connect()
    let broken = true
    try {
      await client.query('begin isolation level repeatable read read only')
      await client.query(`declare reading no scroll cursor for ${sql}`, [...parameters])
      for (;;) {
        const text = `fetch ${blockSize} from reading`
        const { rows } = await client.query<unknown[]>({ text, rowMode: 'array' })
        if (rows.length > 0) yield rows
        if (rows.length < blockSize) break
      }
      await client.query('commit')
      broken = false
    } finally {
      client.release(broken)
    }
  }

  return {
    blocks,
    async rows(database, text, values = []) {
      const query = { text, values: [...values], rowMode: 'array' as const }
      return (await poolOf(database).query<unknown[]>(query)).rows
    },
    close: async () => void (await Promise.all([...pools.values()].map((pool) => pool.end()))),
  }
}
