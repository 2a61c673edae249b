import type { Bus } from './bus.ts'

/** A publisher repeats that its stream refuses at least this often; one that fell silent is forgotten. */
const forgottenAfterMs = 15_000

export interface StorageStates {
  /** Streams that do not store now, as their publishers tell. */
  refusing(): readonly string[]
}

/** Follows what every publisher tells of its stream: whether the broker stores what it publishes. */
export function followStorageStates(
  bus: Pick<Bus, 'onStorageState' | 'onReconnect'>,
  now: () => number = () => performance.now(),
): StorageStates {
  const refusedAt = new Map<string, number>()
  bus.onStorageState((stream, stores) => {
    if (stores) refusedAt.delete(stream)
    else refusedAt.set(stream, now())
  })
  // A broker that was restarted has forgotten its failed writes.
  bus.onReconnect(() => refusedAt.clear())
  return {
    refusing: () =>
      [...refusedAt].filter(([, at]) => now() - at < forgottenAfterMs).map(([stream]) => stream),
  }
}
