import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { readTopology } from '@stoa/topology'
import { onTestFinished } from 'vitest'
import { writeTrial } from '../src/trial/trial.ts'

export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** Makes a site that only tries the platform out; the certificate that its edge serves with. */
export async function writeTrialSite(site: string): Promise<Certificate> {
  const objects = (await writeTrial(site, readTopology().services)) as {
    metadata: { name: string }
    stringData?: Record<string, string>
  }[]
  const found = objects.find(({ metadata }) => metadata.name === 'edge-serving')?.stringData
  return { cert: found?.['tls.crt'] ?? '', key: found?.['tls.key'] ?? '' }
}

/** An edge with this certificate until the end of the test; its port. */
export async function startEdge(
  certificate: Certificate,
  answer: RequestListener,
): Promise<number> {
  const server = createServer(certificate, answer).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
