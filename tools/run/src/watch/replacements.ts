export interface Replacements {
  /** Has these replaced. One that is being replaced already is aborted, and replaced once more. */
  request(names: readonly string[]): void
  /** Aborts what is under way and drops what waits; resolves when nothing is left. */
  stop(): Promise<void>
}

export interface Pace {
  /** So many replacements are begun beside each other. */
  readonly atOnce: number
  /** One that takes longer holds up none of those that wait. */
  readonly slowAfterMs: number
}

const usual: Pace = { atOnce: 2, slowAfterMs: 2_000 }

/**
 * Replaces each resource once for all requests that come before its turn.
 *
 * @param replaceOne never rejects; ends soon after its signal is aborted
 */
export function openReplacements(
  replaceOne: (name: string, outdated: AbortSignal) => Promise<void>,
  { atOnce, slowAfterMs }: Pace = usual,
): Replacements {
  const waiting = new Set<string>()
  const underWay = new Map<string, { outdate: AbortController; done: Promise<void> }>()
  let begun = 0

  function next(): void {
    for (const name of waiting) {
      if (begun >= atOnce) return
      if (underWay.has(name)) continue
      waiting.delete(name)
      begin(name)
    }
  }

  function begin(name: string): void {
    const outdate = new AbortController()
    let holdsUp = true
    const goOn = () => {
      if (holdsUp) begun--
      holdsUp = false
      next()
    }
    begun++
    const slow = setTimeout(goOn, slowAfterMs)
    const done = replaceOne(name, outdate.signal).finally(() => {
      clearTimeout(slow)
      underWay.delete(name)
      goOn()
    })
    underWay.set(name, { outdate, done })
  }

  return {
    request(names) {
      for (const name of names) {
        waiting.add(name)
        underWay.get(name)?.outdate.abort()
      }
      next()
    },
    async stop() {
      waiting.clear()
      const left = [...underWay.values()]
      for (const { outdate } of left) outdate.abort()
      await Promise.all(left.map(({ done }) => done))
    },
  }
}
