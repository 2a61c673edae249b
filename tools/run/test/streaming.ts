import { execFileSync } from 'node:child_process'
import { appendFileSync, chownSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client, type QueryResultRow } from 'pg'
import { openPlaces } from '../src/places.ts'
import { type Cluster, placeCluster, prepareCluster, superuser } from '../src/postgres/cluster.ts'
import { connectionOf, urlOf } from '../src/postgres/databases.ts'
import { accessText } from '../src/postgres/settings.ts'
import { postgresUser } from '../src/postgres/user.ts'
import { postgresResource } from '../src/resources/postgres.ts'
import { openSecrets } from '../src/secrets.ts'
import { type Supervisor, supervise } from '../src/supervisor/supervisor.ts'
import { readTools } from '../src/tools.ts'

export interface Servers {
  readonly supervisor: Supervisor
  /** An empty place for a server's data. */
  place(name: string): Cluster
  /** Creates and starts a server whose log others may follow. */
  startPrimary(cluster: Cluster, settings?: Settings): Promise<void>
  start(name: string, cluster: Cluster): Promise<void>
  url(cluster: Cluster, database?: string): string
  query<Row extends QueryResultRow>(cluster: Cluster, text: string): Promise<Row[]>
  stop(): Promise<void>
}

type Settings = Readonly<Record<string, string>>

const accessFile = 'hba.conf'

/** Overrides postgresql.conf, which the runner writes at each start. */
export function setIn({ dataDir }: Cluster, settings: Settings): void {
  for (const [name, value] of Object.entries(settings))
    appendFileSync(
      join(dataDir, 'postgresql.auto.conf'),
      `${name} = '${value.replaceAll("'", "''")}'\n`,
    )
}

export function writeOwn({ dataDir, user }: Cluster, name: string, text: string): void {
  writeFileSync(join(dataDir, name), text, { mode: 0o600 })
  if (user) chownSync(join(dataDir, name), user.uid, user.gid)
}

/** Servers of Postgres below `home`; one that is killed stays away. */
export async function openServers(home: string): Promise<Servers> {
  const [{ postgresBin }, user] = [await readTools(process.env), postgresUser()]
  const secrets = openSecrets(join(home, 'secret.key'))
  const password = secrets.password(superuser)
  const ignore = () => undefined
  const supervisor = supervise({
    logFile: (name) => join(home, `${name}.log`),
    ...{ log: ignore, onReady: ignore, onChange: ignore, backoffMs: () => 600_000 },
  })
  const clusters: Cluster[] = []

  async function start(name: string, cluster: Cluster) {
    const resource = postgresResource(cluster, secrets, { databases: [], monitors: [] })
    const program = async () => {
      const launched = await resource.program()
      // The fetched receiver of a log does not search the folder of its own libpq.
      const LD_LIBRARY_PATH = join(cluster.binDir, '../lib')
      return { ...launched, env: { ...launched.env, LD_LIBRARY_PATH } }
    }
    await supervisor.start([{ ...resource, name, program }])
  }

  return {
    supervisor,
    start,
    place(name) {
      const cluster = placeCluster(openPlaces(join(home, name), user), postgresBin, user)
      clusters.push(cluster)
      return cluster
    },
    async startPrimary(cluster, settings = {}) {
      await prepareCluster(cluster, password)
      const access = `local replication ${superuser} scram-sha-256\n${accessText(superuser)}`
      writeOwn(cluster, accessFile, access)
      setIn(cluster, {
        ...{ wal_level: 'replica', max_wal_senders: '4', wal_keep_size: '64MB' },
        ...{ hba_file: join(cluster.dataDir, accessFile), ...settings },
      })
      await start('primary', cluster)
    },
    url: (cluster, database = superuser) => urlOf(cluster, superuser, password, database),
    async query<Row extends QueryResultRow>(cluster: Cluster, text: string) {
      const client = new Client(connectionOf(cluster, password))
      client.on('error', ignore)
      await client.connect()
      try {
        return (await client.query<Row>(text)).rows
      } finally {
        await client.end()
      }
    },
    async stop() {
      await supervisor.stop()
      for (const { dataDir } of clusters) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Copies a running server's data to an empty place, as \`pg_basebackup\` does, without its log. */
export async function copyRunning(
  servers: Pick<Servers, 'url'>,
  from: Cluster,
  to: Cluster,
): Promise<void> {
  const client = new Client({ connectionString: servers.url(from).replace('@/', '@socket/') })
  await client.connect()
  try {
    await client.query(`select pg_backup_start('copy', true)`)
    execFileSync('cp', ['-a', from.dataDir, to.dataDir])
    const { rows } = await client.query<{ labelfile: string }>(
      'select labelfile from pg_backup_stop(false)',
    )
    rmSync(join(to.dataDir, 'postmaster.pid'))
    for (const file of readdirSync(join(to.dataDir, 'pg_wal'), { withFileTypes: true }))
      if (file.isFile()) rmSync(join(to.dataDir, 'pg_wal', file.name))
    writeOwn(to, 'backup_label', rows[0]?.labelfile ?? '')
    setIn(to, { hba_file: join(to.dataDir, accessFile) })
  } finally {
    await client.end()
  }
}

/** Makes the copy follow the log of the primary once it starts. */
export function follow(servers: Pick<Servers, 'url'>, primary: Cluster, copy: Cluster): void {
  const { password } = new URL(servers.url(primary).replace('@/', '@socket/'))
  const { socketDir, port } = primary
  setIn(copy, {
    primary_conninfo: `host=${socketDir} port=${port} user=${superuser} password=${password}`,
  })
  writeOwn(copy, 'standby.signal', '')
}
