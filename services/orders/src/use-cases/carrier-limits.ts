import type { Deps } from '../deps.ts'
import { findLimits, type Limits } from '../store/carriers.ts'

/** How long a replica may go on with limits that have changed. */
const freshForMs = 1_000

/** Reads the carriers' limits at most once a second. */
export function createLimits({ db, now }: Pick<Deps, 'db' | 'now'>): () => Promise<Limits> {
  let read: { readonly limits: Promise<Limits>; readonly atMs: number } | undefined
  return async () => {
    const atMs = now().getTime()
    if (!read || Math.abs(atMs - read.atMs) >= freshForMs) read = { limits: findLimits(db), atMs }
    const { limits } = read
    try {
      return await limits
    } catch (error) {
      if (read.limits === limits) read = undefined
      throw error
    }
  }
}
