/** How far the primary had written its log at a time: every transaction that was visible then lies before `lsn`. */
export interface Position {
  readonly lsn: number
  readonly atMs: number
}

/**
 * The latest time of which a replica that has replayed its log up to `replayed` shows everything; undefined where the
 * positions do not tell.
 */
export const shownSince = (positions: readonly Position[], replayed: number): number | undefined =>
  positions.findLast(({ lsn }) => lsn <= replayed)?.atMs

export interface Positions {
  /** Those of the last `keepMs`, the oldest first. */
  recent(): Promise<readonly Position[]>
}

interface Options {
  readonly read: () => Promise<number>
  readonly nowMs: () => number
  readonly everyMs: number
  readonly keepMs: number
}

/**
 * Reads the primary's position at most once in `everyMs`, and only when `recent` is called, which waits for it where
 * no recent position is known. @throws when there is none and it cannot be read
 */
export function trackPositions({ read, nowMs, everyMs, keepMs }: Options): Positions {
  let known: readonly Position[] = []
  let reading: Promise<void> | undefined

  const isRecent = ({ atMs }: Position) => atMs > nowMs() - keepMs

  async function readOne() {
    const atMs = nowMs()
    const lsn = await read()
    known = [...known.filter(isRecent), { lsn, atMs }]
  }

  return {
    async recent() {
      const last = known.at(-1)
      if (!last || last.atMs <= nowMs() - everyMs) {
        reading ??= readOne().finally(() => {
          reading = undefined
        })
        if (last && isRecent(last)) reading.catch(() => undefined)
        else await reading
      }
      return known.filter(isRecent)
    },
  }
}
