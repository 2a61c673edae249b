import { type Edge, requestJson } from '@stoa/load'

interface Parcel {
  readonly orderId: string
  readonly carrier: string
  readonly trackingNumber: string
}

/**
 * Hands over the parcels that are ready, or those of the orders alone, with a manifest for each carrier.
 * @throws EdgeError when the edge refuses it
 */
export async function handOverReady(
  edge: Pick<Edge, 'request' | 'token'>,
  orderIds?: ReadonlySet<string>,
): Promise<void> {
  const token = await edge.token('development-warehouse', 'warehouse')
  const { parcels } = await requestJson<{ readonly parcels: readonly Parcel[] }>(edge, {
    ...{ method: 'GET', path: '/v1/parcels/ready?limit=500', token },
  })
  const wanted = orderIds ? parcels.filter(({ orderId }) => orderIds.has(orderId)) : parcels
  for (const [carrier, some] of Map.groupBy(wanted, (parcel) => parcel.carrier)) {
    const trackingNumbers = some.map(({ trackingNumber }) => trackingNumber)
    await requestJson(edge, {
      ...{ method: 'POST', path: '/v1/parcels/manifests', token },
      body: JSON.stringify({ carrier, trackingNumbers }),
    })
  }
}
