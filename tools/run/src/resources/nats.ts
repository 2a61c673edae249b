import { mkdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type BrokerUsers, configText } from '../nats/config.ts'
import { type BrokerAccess, isHealthy } from '../nats/monitor.ts'
import { replaceFile } from '../replace-file.ts'
import type { Resource } from '../supervisor/resource.ts'

// By default Go uses every core. Here many programs share them, and each switch between its threads is a wake-up.
const threads = Math.max(1, Math.floor(availableParallelism() / 2))

export interface BrokerOptions {
  readonly program: string
  /** Holds the store and the configuration file. */
  readonly folder: string
  readonly port: number
  readonly users?: BrokerUsers
  /** The seed of the monitor's key, where there are users. */
  readonly monitorSeed?: string
}

/** nats-server with JetStream, on loopback. */
export function natsResource(options: BrokerOptions): Resource {
  const { folder, port, monitorSeed } = options
  const access: BrokerAccess = { port, ...(monitorSeed && { monitorSeed }) }
  const file = join(folder, 'nats.conf')
  return {
    name: 'nats',
    kind: 'broker',
    after: [],
    ports: { clients: port },
    sockets: {},
    program: () => {
      mkdirSync(folder, { recursive: true })
      replaceFile(file, configText({ ...options, storeDir: folder }), { mode: 0o600 })
      return {
        command: options.program,
        args: ['--config', file],
        env: { PATH: process.env.PATH, GOMAXPROCS: String(threads) },
        cwd: folder,
        onOrphaned: 'TERM',
      }
    },
    isReady: () => isHealthy(access),
    stop: { signal: 'SIGTERM', withinMs: 8000 },
  }
}
