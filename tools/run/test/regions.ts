import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type StandaloneServer, startNats } from '../src/standalone.ts'
import { openServers, type Servers } from './streaming.ts'

export interface Regions {
  readonly servers: Servers
  /** Starts a broker without a message; @returns its address */
  emptyBroker(name: string): Promise<string>
  close(): Promise<void>
}

/** Servers of Postgres and brokers in a folder of their own. */
export async function openRegions(): Promise<Regions> {
  const home = mkdtempSync(join(tmpdir(), 'stoa-regions-'))
  const servers = await openServers(home)
  const brokers: StandaloneServer[] = []
  return {
    servers,
    async emptyBroker(name) {
      const broker = await startNats(join(home, name))
      brokers.push(broker)
      return broker.url
    },
    async close() {
      await servers.stop()
      for (const broker of brokers) await broker.stop()
      rmSync(home, { recursive: true })
    },
  }
}
