import { randomUUID } from 'node:crypto'
import { statfs } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { connectBus } from '@stoa/events/bus'
import { followStorageStates } from '@stoa/events/storage-states'
import { probe, probeStream, probeSubject } from '../nats/permissions.ts'
import { type Observation, type Probed, roomBytes } from './judge.ts'

/** Small messages can still fit into the last page of a full volume: this one needs a page of its own. */
const payload = 'x'.repeat(8 * 1024)

export interface StorageProbe {
  /** Stores a message and gathers what publishers tell of their streams. */
  observe(): Promise<Omit<Observation, 'restartedMsAgo'>>
  close(): Promise<void>
}

export interface ProbeOptions {
  readonly url: string
  /** NKEY seed; absent only where the broker asks for none (tests). */
  readonly seed?: string | undefined
  /** On the volume of the streams. */
  readonly storeDir: string
}

/** Waits for the broker as long as it takes. */
export async function openStorageProbe(options: ProbeOptions): Promise<StorageProbe> {
  const bus = await connectBus(options.url, { service: probe, seed: options.seed })
  const states = followStorageStates(bus)
  let hasStream = false

  const store = async (): Promise<Probed> => {
    const message = { subject: probeSubject, id: randomUUID(), payload }
    try {
      if (!hasStream) await bus.ensureStream(probeStream, [probeSubject])
      hasStream = true
      await bus.publish(message.subject, message.id, message.payload)
      return 'stored'
    } catch (error) {
      // A broker that lost its store is given the stream again next time.
      hasStream = false
      return (await bus.refusesToStore(error, message)) ? 'refused' : 'away'
    }
  }

  return {
    async observe() {
      const { bavail, bsize } = await statfs(options.storeDir)
      const freeBytes = bavail * bsize
      const probed = freeBytes < roomBytes ? 'skipped' : await store()
      return { probed, refusing: states.refusing(), freeBytes }
    },
    // A broker that is away does not answer to a farewell.
    close: () => Promise.race([bus.close(), wait(1_000, undefined, { ref: false })]),
  }
}
