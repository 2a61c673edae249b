import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { openAuthority } from '@stoa/mesh'
import type { TestPlatform } from '../test-platform.ts'
import type { Heal } from './fault.ts'
import { repeatedly } from './repeatedly.ts'

const everyMs = 100

/** Calls a service with the identity of one that no policy lets call it, ten times a second. @throws Error when a call is let in */
export async function callDenied(
  { home, platform }: TestPlatform,
  caller: string,
  service: string,
): Promise<Heal> {
  const authority = await openAuthority(join(home, 'certs'))
  const { keyPem: key, certPem: cert } = await authority.issue({
    ...{ spiffeId: `spiffe://cluster.local/ns/commerce/sa/${caller}`, lifetimeMs: 3_600_000 },
  })
  const sidecar = platform.state.resources.find(({ name }) => name === `${service}-sidecar`)
  const options = {
    ...{ host: '127.0.0.1', port: sidecar?.ports.inbound, path: '/v1/orders', key, cert },
    ...{ ca: readFileSync(authority.caFile), agent: false },
    checkServerIdentity: () => undefined,
  }
  const call = () =>
    new Promise<void>((resolve, reject) => {
      const sent = request(options, (answer) => {
        answer.resume().on('end', resolve)
        if (answer.statusCode !== 403) reject(new Error(`${service} answered ${answer.statusCode}`))
      })
      sent.on('error', reject).end()
    })
  await call()
  return repeatedly(everyMs, call)
}
