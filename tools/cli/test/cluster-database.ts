import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import pg from 'pg'

/** The database of a service as a cluster has it: psql in a pod is the only way to it. */
export interface ClusterDatabase {
  /** What a command needs to find the cluster `prod`. */
  readonly env: { readonly PATH: string; readonly KUBECONFIG: string; readonly FAKE_PSQL: string }
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** The calls of kubectl so far, each a line. */
  calls(): string
  drop(): Promise<void>
}

export async function createClusterDatabase(service: string): Promise<ClusterDatabase> {
  const server = process.env.TEST_POSTGRES
  if (!server) throw new Error('TEST_POSTGRES is not set: run the tests with npm test')
  const folder = mkdtempSync(join(tmpdir(), 'stoa-dead-letters-'))
  const parsed = new URL(server.replace('@/', '@socket/'))
  const login = {
    host: parsed.searchParams.get('host') ?? parsed.hostname,
    port: Number(parsed.searchParams.get('port') ?? 5432),
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
  }
  const database = `dead_letters_${randomBytes(4).toString('hex')}`
  const admin = new pg.Client({ ...login, database: 'postgres' })
  await admin.connect()
  await admin.query(`create database ${database}`)
  const url = server.replace(/\/[^/?]*(\?|$)/, `/${database}$1`)
  const migrate = join(repositoryRoot, 'tools/verify/test/migrate.ts')
  const migrated = spawnSync(process.execPath, [migrate, repositoryRoot, service, url], {
    encoding: 'utf8',
  })
  if (migrated.status !== 0) throw new Error(migrated.stderr)
  const client = new pg.Client({ ...login, database })
  await client.connect()

  const kubectl = join(folder, 'kubectl')
  const fake = join(import.meta.dirname, 'psql-kubectl.js')
  writeFileSync(kubectl, `#!/bin/sh\nexec '${process.execPath}' '${fake}' "$@"\n`)
  chmodSync(kubectl, 0o755)
  const kubeconfig = join(folder, 'kubeconfig')
  writeFileSync(kubeconfig, 'contexts: [{ name: prod }]\n')
  const argumentsFile = join(folder, 'calls')
  return {
    env: {
      PATH: [folder, dirname(process.execPath), '/bin', '/usr/bin'].join(delimiter),
      KUBECONFIG: kubeconfig,
      FAKE_PSQL: JSON.stringify({ ...login, argumentsFile, databases: { [service]: database } }),
    },
    query: async (text, values = []) => (await client.query(text, [...values])).rows,
    calls: () => readFileSync(argumentsFile, 'utf8'),
    async drop() {
      await client.end()
      await admin.query(`drop database ${database} with (force)`)
      await admin.end()
      rmSync(folder, { recursive: true })
    },
  }
}
