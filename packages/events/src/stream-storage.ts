import { gauge, type Log } from '@stoa/service'
import type { Bus, OutgoingMessage } from './bus.ts'

export interface StreamStorage {
  refused(): boolean
  /** A batch was published whole. */
  stored(): void
  /** A message was not published; resolves once it is known whether the stream refuses to store. */
  failed(error: unknown, message: OutgoingMessage): Promise<void>
}

interface StreamStorageOptions {
  readonly bus: Pick<Bus, 'refusesToStore' | 'tellStorageState'>
  readonly log: Log
  readonly stream: string
}

const storageRefused = gauge({
  name: 'messaging_storage_refused',
  help: '1 while the broker answers but does not store what this service publishes',
  labels: { messaging_stream: { max: 16 } },
})

/** Remembers whether the broker stores what is published to a stream, and tells others of it. */
export function watchStream({ bus, log, stream }: StreamStorageOptions): StreamStorage {
  let refused = false
  storageRefused.from(() => [[{ messaging_stream: stream }, refused ? 1 : 0]])
  return {
    refused: () => refused,
    stored() {
      if (!refused) return
      refused = false
      bus.tellStorageState(stream, true)
      log.info({ stream }, 'the broker stores messages of the stream again')
    },
    async failed(error, message) {
      if (!(await bus.refusesToStore(error, message))) return
      if (!refused)
        log.error({ stream }, 'the broker does not store messages of the stream; retrying')
      refused = true
      bus.tellStorageState(stream, false)
    },
  }
}
