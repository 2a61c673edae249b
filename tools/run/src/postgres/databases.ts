import { Client, type ClientConfig } from 'pg'
import type { Secrets } from '../secrets.ts'
import { type Cluster, superuser } from './cluster.ts'
import { quietSessions } from './log-settings.ts'

export const connectionOf = (cluster: Cluster, password: string, database = superuser) => ({
  ...{ host: cluster.socketDir, port: cluster.port, user: superuser, password, database },
  connectionTimeoutMillis: 2000,
})

export const urlOf = (
  cluster: Pick<Cluster, 'socketDir' | 'port'>,
  role: string,
  password: string,
  database = role,
): string =>
  `postgres://${role}:${password}@/${database}?host=${encodeURIComponent(cluster.socketDir)}&port=${cluster.port}`

export async function answersQueries(cluster: Cluster, password: string): Promise<boolean> {
  const client = new Client(connectionOf(cluster, password))
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

/**
 * Creates, for each name, a database and the one role that may connect to it, unless they exist. From then on no session
 * logs errors.
 */
export async function ensureDatabases(
  cluster: Cluster,
  secrets: Secrets,
  names: readonly string[],
) {
  const client = new Client(connectionOf(cluster, secrets.password(superuser)))
  await client.connect()
  try {
    // One that stands by, or is recovering, has the roles of the server that it follows.
    const { rows } = await client.query('select pg_is_in_recovery() as "isFollowing"')
    if (!rows[0]?.isFollowing) await client.query(quietSessions)
    const roles = await namesOf(client, 'select rolname as name from pg_roles')
    const databases = await namesOf(client, 'select datname as name from pg_database')
    for (const name of names) {
      const [role, password] = [
        client.escapeIdentifier(name),
        client.escapeLiteral(secrets.password(name)),
      ]
      if (!roles.has(name)) await client.query(`create role ${role} login password ${password}`)
      if (databases.has(name)) continue
      await client.query(`create database ${role} owner ${role} strategy wal_log`)
      await client.query(`revoke all on database ${role} from public`)
    }
  } finally {
    await client.end()
  }
}

/**
 * Creates, for each name, a role that may read every view of statistics and owns nothing, and an empty database for it
 * to connect to, unless they exist.
 */
export async function ensureMonitors(
  connection: ClientConfig,
  secrets: Secrets,
  names: readonly string[],
) {
  const client = new Client(connection)
  await client.connect()
  try {
    const roles = await namesOf(client, 'select rolname as name from pg_roles')
    const databases = await namesOf(client, 'select datname as name from pg_database')
    for (const name of names) {
      const [role, password] = [
        client.escapeIdentifier(name),
        client.escapeLiteral(secrets.password(name)),
      ]
      if (!roles.has(name)) await client.query(`create role ${role} login password ${password}`)
      await client.query(`grant pg_monitor to ${role}`)
      if (!databases.has(name)) await client.query(`create database ${role} strategy wal_log`)
      await client.query(`revoke all on database ${role} from public`)
      await client.query(`grant connect on database ${role} to ${role}`)
    }
  } finally {
    await client.end()
  }
}

const namesOf = async (client: Client, query: string): Promise<Set<string>> =>
  new Set((await client.query<{ name: string }>(query)).rows.map(({ name }) => name))
