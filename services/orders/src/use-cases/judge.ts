import type { Deps } from '../deps.ts'
import { countVerdicts } from '../metrics.ts'
import { judgeLate } from '../store/orders.ts'
import { topology } from '../topology.ts'

const limit = 1_000
/** Orders that another transaction had locked are judged by a later run. */
const overlapMs = 60_000

/** Judges as late each order whose time for a confirmation has passed. Only the first run looks at orders of any age. */
export function createJudge(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  withinMs: number = topology.confirmMsP99,
): () => Promise<void> {
  let judgedUntil = new Date(overlapMs)
  return async () => {
    const placedBefore = new Date(now().getTime() - withinMs)
    const placedAfter = new Date(judgedUntil.getTime() - overlapMs)
    for (let found = limit; found === limit; ) {
      found = await judgeLate(db, { placedAfter, placedBefore, limit })
      countVerdicts('late', found)
    }
    judgedUntil = placedBefore
  }
}
