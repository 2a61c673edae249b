import type { Edge } from './edge/edge.ts'
import { EdgeError } from './edge/edge-error.ts'

export interface StatusChange {
  readonly orderId: string
  readonly status: 'confirmed' | 'ready' | 'shipped' | 'cancelled'
}

interface Page {
  readonly changes: readonly StatusChange[]
  readonly cursor: string | number
}

export interface Follower {
  /** Stops polling; resolves once the page that is being read has been reported. */
  stop(): Promise<void>
}

const pageSize = 1000
const pollMs = 50
const retryAfterMs = 250
const operator = 'stoa-follower'

const parsePage = (text: string): Page => JSON.parse(text) as Page

/**
 * Reports every change of an order's status from now on, in order, by polling. `atMs` is when the change was read,
 * by performance.now(). A poll that fails is repeated from the same cursor, so that no change is missed.
 */
export async function followOrders(
  edge: Edge,
  onChanges: (changes: readonly StatusChange[], atMs: number) => void,
): Promise<Follower> {
  const readPage = async (after: string | number | undefined): Promise<Page> => {
    const from = after === undefined ? '' : `after=${after}&`
    const path = `/v1/orders/changes?${from}limit=${pageSize}`
    const token = await edge.token(operator, 'operator')
    const { status, text } = await edge.request({ method: 'GET', path, token })
    if (status !== 200) throw EdgeError.ofResponse(`GET ${path}`, '200', { status, text })
    return parsePage(text)
  }
  let { cursor } = await readPage(undefined)
  let stopped = false
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
  const poll = async () => {
    while (!stopped) {
      try {
        const page = await readPage(cursor)
        cursor = page.cursor
        if (page.changes.length > 0) onChanges(page.changes, performance.now())
        if (page.changes.length < pageSize) await wait(pollMs)
      } catch {
        await wait(retryAfterMs)
      }
    }
  }
  const polling = poll()
  return {
    async stop() {
      stopped = true
      await polling
    },
  }
}
