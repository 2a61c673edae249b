export interface StreamSize {
  readonly name: string
  readonly bytes: number
  readonly messages: number
  /** Age of the oldest message; 0 when the stream is empty. */
  readonly oldestSeconds: number
}

export interface Broker {
  /** @throws Error when the monitoring port does not respond */
  streams(): Promise<readonly StreamSize[]>
}

interface Jsz {
  readonly account_details?: readonly {
    readonly stream_detail?: readonly {
      readonly name: string
      readonly state: { bytes: number; messages: number; first_ts: string }
    }[]
  }[]
}

/** Reads the streams from the broker's monitoring port. */
export const openBroker = (monitorPort: number): Broker => ({
  async streams() {
    const url = `http://127.0.0.1:${monitorPort}/jsz?streams=true`
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) })
    if (!response.ok) throw new Error(`GET ${url}: expected 2xx, received ${response.status}`)
    const { account_details: accounts = [] } = (await response.json()) as Jsz
    return accounts.flatMap(({ stream_detail: streams = [] }) =>
      streams.map(({ name, state }) => ({
        ...{ name, bytes: state.bytes, messages: state.messages },
        oldestSeconds:
          state.messages === 0 ? 0 : (Date.now() - new Date(state.first_ts).getTime()) / 1000,
      })),
    )
  },
})
