import type { z } from 'zod'

const namedAtMost = 10
const shownAtMost = 64

function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, namedAtMost).map((name) => name.slice(0, shownAtMost))
  const more = names.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ')
}

/** A check of a list in a request, for `superRefine`: no two items have the same key. It names the keys that are there twice. */
export const distinct =
  <Item>(keyOf: (item: Item) => string, rule: string) =>
  (items: readonly Item[], context: z.RefinementCtx): void => {
    const seen = new Set<string>()
    const twice = new Set<string>()
    for (const key of items.map(keyOf)) {
      if (seen.has(key)) twice.add(key)
      seen.add(key)
    }
    if (twice.size === 0) return
    const message = `${rule}; found more than once: ${namesOf([...twice])}`
    context.addIssue({ code: 'custom', message })
  }
