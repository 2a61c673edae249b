import { type Edge, requestJson } from '@stoa/load'

interface Parcel {
  readonly carrier: string
  readonly trackingNumber: string
}

/** Hands over every parcel that is ready, with a manifest for each carrier. @throws EdgeError when the edge refuses it */
export async function handOverReady(edge: Pick<Edge, 'request' | 'token'>): Promise<void> {
  const token = await edge.token('development-warehouse', 'warehouse')
  const { parcels } = await requestJson<{ readonly parcels: readonly Parcel[] }>(edge, {
    ...{ method: 'GET', path: '/v1/parcels/ready?limit=500', token },
  })
  for (const [carrier, some] of Map.groupBy(parcels, (parcel) => parcel.carrier)) {
    const trackingNumbers = some.map(({ trackingNumber }) => trackingNumber)
    await requestJson(edge, {
      ...{ method: 'POST', path: '/v1/parcels/manifests', token },
      body: JSON.stringify({ carrier, trackingNumbers }),
    })
  }
}
