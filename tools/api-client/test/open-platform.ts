import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { type Edge, openEdge } from '@stoa/load'
import { type Platform, startPlatform } from '@stoa/run'

export interface OpenPlatform {
  readonly home: string
  readonly platform: Platform
  readonly edge: Edge
  close(): Promise<void>
}

/** Starts a separate platform whose edge `fetch` trusts. */
export async function openPlatform(): Promise<OpenPlatform> {
  const home = mkdtempSync(join(tmpdir(), 'stoa-client-'))
  const trusted = getCACertificates('default')
  const platform = await startPlatform({ home, traffic: false, ephemeral: true })
  setDefaultCACertificates([...trusted, readFileSync(platform.state.caFile ?? '', 'utf8')])
  const edge = openEdge(platform.state)
  return {
    ...{ home, platform, edge },
    async close() {
      await edge.close()
      setDefaultCACertificates(trusted)
      await platform.stop()
      rmSync(home, { recursive: true, force: true })
    },
  }
}
