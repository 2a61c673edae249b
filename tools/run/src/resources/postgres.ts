import { join } from 'node:path'
import { removeStalePostmasterLock } from '../leftovers.ts'
import { type Cluster, prepareCluster, superuser } from '../postgres/cluster.ts'
import {
  answersQueries,
  connectionOf,
  ensureDatabases,
  ensureMonitors,
} from '../postgres/databases.ts'
import type { Secrets } from '../secrets.ts'
import type { Resource } from '../supervisor/resource.ts'

export interface PostgresRoles {
  /** Each has a database of its own. */
  readonly databases: readonly string[]
  /** Each may read statistics. */
  readonly monitors: readonly string[]
}

/** Postgres, with its roles. */
export const postgresResource = (
  cluster: Cluster,
  secrets: Secrets,
  { databases, monitors }: PostgresRoles,
): Resource => ({
  name: 'postgres',
  kind: 'database',
  after: [],
  ports: {},
  sockets: { postgres: join(cluster.socketDir, `.s.PGSQL.${cluster.port}`) },
  program: async () => {
    await prepareCluster(cluster, secrets.password(superuser))
    removeStalePostmasterLock(cluster.dataDir)
    return {
      command: join(cluster.binDir, 'postgres'),
      args: ['-D', cluster.dataDir],
      env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
      cwd: '/',
      user: cluster.user,
      onOrphaned: 'INT',
    }
  },
  isReady: () => answersQueries(cluster, secrets.password(superuser)),
  async prepare() {
    await ensureDatabases(cluster, secrets, databases)
    await ensureMonitors(connectionOf(cluster, secrets.password(superuser)), secrets, monitors)
  },
  stop: { signal: 'SIGINT', withinMs: 10_000 },
})
