import { z } from 'zod'

const readyParcels = z.object({
  parcels: z.array(z.object({ carrier: z.string(), trackingNumber: z.string() })),
})
type ReadyParcel = z.infer<typeof readyParcels>['parcels'][number]

/** What the warehouse asks of the platform. */
export interface ShippingApi {
  ready(): Promise<readonly ReadyParcel[]>
  handOver(carrier: string, trackingNumbers: readonly string[]): Promise<void>
}

/** The most that one request lists. */
export const maxParcels = 500
const timeoutMs = 5_000

/** Calls the platform's edge with a token, as a warehouse outside the mesh does. */
export function shippingAtEdge(edgeUrl: string, token: () => Promise<string>): ShippingApi {
  const call = async (method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${edgeUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await token()}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (answer.status === 200) return answer.json()
    throw new Error(`${method} ${path}: expected 200, found ${answer.status}`)
  }
  return {
    ready: async () =>
      readyParcels.parse(await call('GET', `/v1/parcels/ready?limit=${maxParcels}`)).parcels,
    async handOver(carrier, trackingNumbers) {
      await call('POST', '/v1/parcels/manifests', { carrier, trackingNumbers })
    },
  }
}
