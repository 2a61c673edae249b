import type { Edge } from './edge/edge.ts'

export type SeenStatus = 'confirmed' | 'shipped' | 'cancelled'

export interface SeenChange {
  readonly orderId: string
  readonly status: SeenStatus
}

interface Page {
  readonly changes: readonly SeenChange[]
  readonly cursor: string | number
}

export interface Follower {
  /** Reads no more; resolves when the last page has been told. */
  stop(): Promise<void>
}

const pageSize = 1000
const pollMs = 50
const pauseAfterFailureMs = 250
const operator = 'stoa-follower'

const parsePage = (text: string): Page => JSON.parse(text) as Page

/**
 * Tells every change of an order's status that is made from now on, in order, soon after it was made.
 * A poll that fails is asked again from where it stood: no change is left out.
 */
export async function followOrders(
  edge: Edge,
  tell: (changes: readonly SeenChange[], atMs: number) => void,
): Promise<Follower> {
  const read = async (after: string | number | undefined): Promise<Page> => {
    const from = after === undefined ? '' : `after=${after}&`
    const path = `/v1/orders/changes?${from}limit=${pageSize}`
    const token = await edge.token(operator, 'operator')
    const { status, text } = await edge.ask({ method: 'GET', path, token })
    if (status !== 200) throw new Error(`${path}: ${status} ${text.slice(0, 200)}`)
    return parsePage(text)
  }
  let { cursor } = await read(undefined)
  let stopped = false
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
  const work = async () => {
    while (!stopped) {
      try {
        const page = await read(cursor)
        cursor = page.cursor
        if (page.changes.length > 0) tell(page.changes, performance.now())
        if (page.changes.length < pageSize) await wait(pollMs)
      } catch {
        await wait(pauseAfterFailureMs)
      }
    }
  }
  const working = work()
  return {
    async stop() {
      stopped = true
      await working
    },
  }
}
