import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  appendFileSync,
  chownSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '@stoa/run'
import { readTopology, repositoryRoot, type Service } from '@stoa/topology'
import pg from 'pg'
import { parse } from 'yaml'
import { deployedServices } from '../src/deployed.ts'
import {
  type DatabaseAuthority,
  makeDatabaseAuthority,
} from '../src/releases/database-authority.ts'
import { databaseHost } from '../src/releases/secrets.ts'
import type { ClusterAccess } from '../src/verify/open-inputs.ts'
import { startBroker } from './broker.ts'
import { signedBy } from './signed-by.ts'
import { startTlsFront } from './tls-front.ts'

/** A Postgres behind TLS with the access rules of the charts and every service's tables, and a broker with its accounts. */
export interface ServingCluster {
  /** Where a forwarded port to Postgres begins. */
  readonly port: number
  readonly authority: DatabaseAuthority
  /** As kubectl gives it. `ca` is the certificate that the cluster says its database has. */
  access(ca?: string): ClusterAccess
  query<Row extends pg.QueryResultRow>(text: string, database?: string): Promise<Row[]>
  stop(): Promise<void>
}

const { services } = readTopology()
const deployed = deployedServices({ services })
const databasesOf = (some: readonly Service[]) =>
  some.flatMap(({ database }) => (database === undefined ? [] : [database]))

export async function startServingCluster(): Promise<ServingCluster> {
  const home = mkdtempSync(join(tmpdir(), 'stoa-serving-'))
  const server = await startPostgres(home)
  const url = new URL(server.url.replace('@/', '@socket/'))
  const login = {
    ...{ host: url.searchParams.get('host') ?? '', port: 5432 },
    ...{ user: url.username, password: decodeURIComponent(url.password) },
  }
  const query = async <Row extends pg.QueryResultRow>(text: string, database = 'postgres') => {
    const client = new pg.Client({ ...login, database })
    await client.connect()
    try {
      return (await client.query<Row>(text)).rows
    } finally {
      await client.end()
    }
  }
  const urlOf = (database: string) => server.url.replace(/\/[^/?]*(\?|$)/, `/${database}$1`)
  for (const database of databasesOf(deployed)) {
    await query(`create role ${database} login password 'of ${database}'`)
    await query(`create database ${database} owner ${database}`)
  }
  const script = join(repositoryRoot, 'tools/verify/test/migrate.ts')
  const pairs = databasesOf(deployed).flatMap((database) => [database, urlOf(database)])
  const migrated = spawnSync(process.execPath, [script, repositoryRoot, ...pairs], {
    encoding: 'utf8',
  })
  if (migrated.status !== 0) throw new Error(migrated.stderr)

  const authority = await makeDatabaseAuthority()
  const address = await applyAccessRules(query)
  await server.kill('SIGINT')
  await server.whenReady()
  const front = await startTlsFront(await signedBy(authority, databaseHost), address)
  const broker = await startBroker(join(home, 'broker'), deployed)
  return {
    ...{ port: front.port, authority, query },
    access: (ca = authority.certificate) => ({
      async kubectl(args, input = '') {
        if (args[0] === 'exec') await query(input)
        const values = { 'ca.crt': ca, seed: broker.seedOf('exporter') }
        const encoded = Object.entries(values).map(([key, value]) => [key, btoa(value)])
        return JSON.stringify({ data: Object.fromEntries(encoded) })
      },
      async forward(_, service) {
        const port = service === 'nats' ? broker.port : front.port
        return { hostname: '127.0.0.1', port, close: () => undefined, end: async () => undefined }
      },
    }),
    async stop() {
      broker.stop()
      front.close()
      await server.stop()
      rmSync(home, { recursive: true })
    },
  }
}

type Query = ServingCluster['query']

/**
 * Takes effect at the next start. Returns where the server listens: at an address of this machine's own, since its port is
 * always the same. It is built without TLS, which is before it here.
 */
async function applyAccessRules(query: Query) {
  const [{ folder } = { folder: '' }] = await query<{ folder: string }>(
    `select current_setting('data_directory') as folder`,
  )
  const text = readFileSync(join(repositoryRoot, 'charts/third-party/values/postgres.yaml'), 'utf8')
  const rules: readonly string[] = parse(text).cluster.postgresql.pg_hba
  const file = join(folder, 'rules.conf')
  const all = ['local all postgres scram-sha-256', ...rules, ''].join('\n')
  writeFileSync(file, all.replaceAll('hostssl', 'host'), { mode: 0o600 })
  const { uid, gid } = statSync(folder)
  chownSync(file, uid, gid)
  const host = `127.${[...randomBytes(3)].map((byte) => (byte % 253) + 1).join('.')}`
  const settings = `listen_addresses = '${host}'\nhba_file = '${file}'\n`
  appendFileSync(join(folder, 'postgresql.auto.conf'), settings)
  return { host, port: 5432 }
}
