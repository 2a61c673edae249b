import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@stoa/topology'
import { readTools } from '../src/tools.ts'

export interface NatsCluster {
  /** Of the first server. */
  readonly url: string
  /** Starts as many servers as a profile has, each on the volume that it had before. */
  start(count: number): void
  /** Ends one server as a crash does. */
  kill(at: number): Promise<void>
  stop(): Promise<void>
  removeFiles(): void
}

/** Real servers of NATS on loopback, `nats-0` to `nats-2`; `lines` are added to the configuration of each. */
export async function natsCluster(lines: readonly string[] = []): Promise<NatsCluster> {
  const { natsServer } = await readTools(process.env)
  const folder = mkdtempSync(join(tmpdir(), 'stoa-nats-cluster-'))
  const ports = await Promise.all(Array.from({ length: 6 }, freePort))
  const servers = [0, 1, 2].map((at) => ({ client: ports[at], route: ports[at + 3] }))
  const routes = servers.map(({ route }) => `"nats://127.0.0.1:${route}"`).join(', ')
  const running: ChildProcess[] = []
  const end = async (server: ChildProcess, signal: NodeJS.Signals) => {
    if (server.exitCode !== null || server.signalCode !== null) return
    server.kill(signal)
    await once(server, 'exit')
  }
  return {
    url: `nats://127.0.0.1:${servers[0]?.client}`,
    start(count) {
      for (const [at, { client, route }] of servers.slice(0, count).entries()) {
        const home = join(folder, `nats-${at}`)
        mkdirSync(home, { recursive: true })
        const file = join(home, 'nats.conf')
        const cluster = `cluster { name: nats, listen: "127.0.0.1:${route}", routes: [${routes}] }`
        const config = [
          ...[`server_name: nats-${at}`, `listen: "127.0.0.1:${client}"`],
          `jetstream { store_dir: ${JSON.stringify(home)} }`,
          ...[...(count > 1 ? [cluster] : []), ...lines],
        ]
        writeFileSync(file, config.join('\n'))
        running.push(spawn(natsServer, ['--config', file], { stdio: 'ignore' }))
      }
    },
    async kill(at) {
      const server = running[at]
      if (server) await end(server, 'SIGKILL')
    },
    async stop() {
      await Promise.all(running.splice(0).map((server) => end(server, 'SIGTERM')))
    },
    removeFiles: () => rmSync(folder, { recursive: true }),
  }
}
