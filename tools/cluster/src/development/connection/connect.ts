import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openStateFile, startTicksOf } from '@stoa/run'
import { inboxOf } from '@stoa/run/permissions'
import { freePort, type PlatformState, type Topology } from '@stoa/topology'
import { keepForwarding } from './keep-forwarding.ts'
import type { Kubectl } from './kubectl.ts'

interface ConnectOptions {
  readonly kubectl: Kubectl
  readonly topology: Topology
  /** The folder in which commands find the state of the platform: their STOA_HOME. */
  readonly home: string
  readonly ports: { readonly edge: number; readonly prometheus: number; readonly jaeger: number }
  log(line: string): void
}

const retryMs = 2_000

/**
 * Opens ways from this machine to the edge, the database and the broker of a cluster, and writes them as the state of a
 * running platform, so that `stoa order`, `load` and `verify` find it. @returns a function that closes them
 */
export async function connect(options: ConnectOptions): Promise<() => Promise<void>> {
  const { kubectl, home, ports, log } = options
  const files = join(resolve(home), 'connection')
  mkdirSync(files, { recursive: true })
  const write = (name: string, text: string) => {
    writeFileSync(join(files, name), text, { mode: 0o600 })
    return join(files, name)
  }
  const monitor = options.topology.services.find(({ monitors }) => monitors?.includes('broker'))
  if (!monitor) throw new Error('no service monitors the broker')
  const read = (namespace: string, name: string, key: string) =>
    patiently(async () => {
      const value = (await kubectl.secret(namespace, name))[key]
      if (value === undefined) throw new Error(`the Secret ${namespace}/${name} has no ${key}`)
      return value
    }, log)

  const caFile = write('edge.pem', await read('istio-ingress', 'edge-serving', 'tls.crt'))
  const passwordFile = write(
    'database-password',
    await read('database', 'postgres-superuser', 'password'),
  )
  const monitorSeedFile = write(
    'monitor-seed',
    await read('commerce', `${monitor.name}-broker`, 'seed'),
  )

  const postgresPort = await freePort()
  const natsPort = await freePort()
  const forwards = [
    {
      ...{ namespace: 'istio-ingress', service: 'istio-ingressgateway' },
      ...{ port: 443, localPort: ports.edge },
    },
    { namespace: 'database', service: 'postgres-rw', port: 5432, localPort: postgresPort },
    { namespace: 'commerce', service: 'nats', port: 4222, localPort: natsPort },
  ]
  const closing = forwards.map((to) => keepForwarding(kubectl, to, log))

  const edge = `https://localhost:${ports.edge}`
  const state: PlatformState = {
    ...{ pid: process.pid, startTicks: startTicksOf(process.pid), ready: true },
    startedAt: new Date().toISOString(),
    urls: {
      ...{ edge, gateway: edge, broker: null, alertmanager: null },
      prometheus: `http://localhost:${ports.prometheus}`,
      jaeger: `http://localhost:${ports.jaeger}`,
    },
    ...{ caFile, meshSocket: null, resources: [] },
    postgres: {
      ...{ socketDir: '127.0.0.1', port: postgresPort },
      ...{ superuser: 'postgres', passwordFile },
    },
    // The operator's key is in no cluster.
    nats: {
      ...{ port: natsPort, monitorPort: null, operatorSeedFile: '', monitorSeedFile },
      monitorInbox: inboxOf(monitor.name),
    },
  }
  const stateFile = openStateFile(home, () => state)
  stateFile.save()
  log(`connected; use STOA_HOME=${home} with npx stoa order, load, verify`)
  return async () => {
    stateFile.close()
    await Promise.all(closing.map((close) => close()))
  }
}

/** Tries until it succeeds: what makes a Secret may still be at work. */
async function patiently<T>(attempt: () => Promise<T>, log: (line: string) => void): Promise<T> {
  let last = ''
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      const { message } = error as Error
      if (message !== last) log(`${message.trim()}; trying again every ${retryMs / 1000} s`)
      last = message
      await wait(retryMs)
    }
  }
}
