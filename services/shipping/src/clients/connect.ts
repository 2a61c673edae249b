import { type Client, createClient } from '@stoa/client'
import type { Carriers } from './carrier.ts'
import { fedexClient, fedexGrant } from './fedex.ts'
import { createTransport, type Grant } from './transport.ts'
import { upsClient, upsGrant } from './ups.ts'

export interface CarrierSettings {
  readonly MESH_EGRESS?: string | undefined
  readonly FEDEX_URL: string
  readonly FEDEX_CLIENT_ID: string
  readonly FEDEX_CLIENT_SECRET: string
  readonly FEDEX_ACCOUNT: string
  readonly UPS_URL: string
  readonly UPS_CLIENT_ID: string
  readonly UPS_CLIENT_SECRET: string
  readonly UPS_ACCOUNT: string
}

export interface ConnectedCarriers {
  readonly carriers: Carriers
  close(): Promise<void>
}

/** Of one call. A task makes up to three calls under one lease. */
export const carrierTimeoutMs = 3_000

/** Each carrier has connections, a deadline and a breaker of its own, so that one that fails does not delay the other. */
export function connectCarriers(
  env: CarrierSettings,
  now: () => Date,
  timeoutMs = carrierTimeoutMs,
): ConnectedCarriers {
  const clients: Client[] = []
  const transportTo = (address: string, grant: Grant) => {
    const url = new URL(address)
    const client = createClient({
      to: url.hostname,
      port: Number(url.port || 80),
      egress: env.MESH_EGRESS,
      timeoutMs,
    })
    clients.push(client)
    return createTransport({ client, base: url.pathname.replace(/\/$/, ''), grant, now })
  }
  const fedex = transportTo(env.FEDEX_URL, fedexGrant(env.FEDEX_CLIENT_ID, env.FEDEX_CLIENT_SECRET))
  const ups = transportTo(
    env.UPS_URL,
    upsGrant(env.UPS_CLIENT_ID, env.UPS_CLIENT_SECRET, env.UPS_ACCOUNT),
  )
  return {
    carriers: {
      fedex: fedexClient(fedex, env.FEDEX_ACCOUNT),
      ups: upsClient(ups, env.UPS_ACCOUNT),
    },
    close: async () => void (await Promise.all(clients.map((client) => client.close()))),
  }
}
