import { join } from 'node:path'
import { brokerFolder, openPlaces, type Places } from './places.ts'
import { openPorts } from './ports.ts'
import { placeCluster, superuser } from './postgres/cluster.ts'
import { urlOf } from './postgres/databases.ts'
import { postgresUser } from './postgres/user.ts'
import { natsResource } from './resources/nats.ts'
import { postgresResource } from './resources/postgres.ts'
import { openSecrets } from './secrets.ts'
import type { Resource } from './supervisor/resource.ts'
import { supervise } from './supervisor/supervisor.ts'
import { readTools } from './tools.ts'

export interface StandaloneServer {
  readonly url: string
  kill(signal: NodeJS.Signals): Promise<void>
  whenReady(): Promise<void>
  stop(): Promise<void>
}

const ignore = () => undefined

async function startStandalone(
  places: Places,
  resource: Resource,
  url: string,
): Promise<StandaloneServer> {
  const supervisor = supervise({
    logFile: places.log,
    log: ignore,
    onReady: ignore,
    onChange: ignore,
  })
  try {
    await supervisor.start([resource])
  } catch (error) {
    await supervisor.stop()
    throw error
  }
  return {
    url,
    kill: (signal) => supervisor.kill(resource.name, signal),
    whenReady: () => supervisor.whenReady(resource.name),
    stop: supervisor.stop,
  }
}

/** Postgres without the rest of the platform; `url` is the superuser's. */
export async function startPostgres(home: string): Promise<StandaloneServer> {
  const tools = await readTools(process.env)
  const user = postgresUser()
  const places = openPlaces(home, user)
  const secrets = openSecrets(join(places.data, 'secret.key'))
  const cluster = placeCluster(places, tools.postgresBin, user)
  const password = secrets.password(superuser)
  return startStandalone(
    places,
    postgresResource(cluster, secrets, { databases: [], monitors: [] }),
    urlOf(cluster, superuser, password),
  )
}

/** nats-server with JetStream without the rest of the platform and without authentication. */
export async function startNats(home: string): Promise<StandaloneServer> {
  const tools = await readTools(process.env)
  const places = openPlaces(home, postgresUser())
  const ports = openPorts({ ephemeral: true, log: ignore })
  const port = await ports.free()
  const folder = brokerFolder(places)
  const resource = natsResource({ program: tools.natsServer, folder, port })
  return startStandalone(places, resource, `nats://127.0.0.1:${port}`)
}
