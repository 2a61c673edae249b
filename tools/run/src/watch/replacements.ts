export interface Replacements {
  /** Has these replaced, one after the other; again when that is under way already. */
  request(names: readonly string[]): void
  /** Resolves when nothing is left to replace. */
  settled(): Promise<void>
}

/** Replaces each resource once for all requests that come before its turn. */
export function openReplacements(replaceOne: (name: string) => Promise<void>): Replacements {
  const waiting = new Set<string>()
  let working: Promise<void> | undefined

  async function work(): Promise<void> {
    for (const name of waiting) {
      waiting.delete(name)
      await replaceOne(name)
    }
  }

  return {
    request(names) {
      for (const name of names) waiting.add(name)
      working ??= work().finally(() => {
        working = undefined
      })
    },
    settled: async () => working,
  }
}
