import { join } from 'node:path'
import { removeStalePostmasterLock } from '../leftovers.ts'
import { type Cluster, prepareCluster, superuser } from '../postgres/cluster.ts'
import { answersQueries, ensureDatabases } from '../postgres/databases.ts'
import type { Secrets } from '../secrets.ts'
import type { Resource } from '../supervisor/resource.ts'

/** Postgres, with a database and a role for each of `databases`. */
export const postgresResource = (
  cluster: Cluster,
  secrets: Secrets,
  databases: readonly string[],
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
  prepare: () => ensureDatabases(cluster, secrets, databases),
  stop: { signal: 'SIGINT', withinMs: 10_000 },
})
