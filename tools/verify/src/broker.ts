import { type BrokerAccess, readStreams } from '@stoa/run/broker'

export interface StreamSize {
  readonly name: string
  readonly bytes: number
  readonly messages: number
  /** Age of the oldest message; 0 when the stream is empty. */
  readonly oldestSeconds: number
}

export interface Broker {
  /** @throws Error when the broker does not respond */
  streams(): Promise<readonly StreamSize[]>
}

/** Reads the streams as the broker reports them to its monitor. */
export const openBroker = (access: BrokerAccess): Broker => ({
  async streams() {
    const streams = await readStreams(access)
    return streams.map(({ name, state }) => ({
      ...{ name, bytes: state.bytes, messages: state.messages },
      oldestSeconds:
        state.messages === 0 ? 0 : (Date.now() - new Date(state.first_ts).getTime()) / 1000,
    }))
  },
})
