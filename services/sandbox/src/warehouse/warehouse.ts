import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '@stoa/service'
import { maxParcels, type ShippingApi } from './shipping-api.ts'

export interface WarehouseOptions {
  readonly shipping: ShippingApi
  readonly pauseMs: number
  readonly log: Log
}

/** Hands over every parcel that is ready, a manifest for each carrier. Resolves to how many were ready. */
export async function handOverReady(shipping: ShippingApi): Promise<number> {
  const parcels = await shipping.ready()
  for (const [carrier, some] of Map.groupBy(parcels, (parcel) => parcel.carrier))
    await shipping.handOver(
      carrier,
      some.map(({ trackingNumber }) => trackingNumber),
    )
  return parcels.length
}

/** A warehouse whose parcels leave in batches, `pauseMs` after one another. */
export function startWarehouse({ shipping, pauseMs, log }: WarehouseOptions) {
  const stopping = new AbortController()
  const { signal } = stopping
  const run = async () => {
    while (!signal.aborted) {
      const handedOver = await handOverReady(shipping).catch((err: unknown) => {
        log.debug({ err }, 'handing parcels over failed; trying again after the pause')
        return 0
      })
      if (handedOver === maxParcels) continue
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
    }
  }
  const running = run()
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}
