export interface StreamSize {
  readonly name: string
  readonly bytes: number
  readonly messages: number
  /** Age of the oldest message; 0 for an empty stream. */
  readonly oldestSeconds: number
}

export interface Broker {
  /** Throws when the broker does not tell. */
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

/** The broker's own account of its streams, over its monitoring port. */
export const openBroker = (monitorPort: number): Broker => ({
  async streams() {
    const url = `http://127.0.0.1:${monitorPort}/jsz?streams=true`
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) })
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`)
    const { account_details: accounts = [] } = (await answer.json()) as Jsz
    return accounts.flatMap(({ stream_detail: streams = [] }) =>
      streams.map(({ name, state }) => ({
        ...{ name, bytes: state.bytes, messages: state.messages },
        oldestSeconds:
          state.messages === 0 ? 0 : (Date.now() - new Date(state.first_ts).getTime()) / 1000,
      })),
    )
  },
})
