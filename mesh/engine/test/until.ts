import { setTimeout } from 'node:timers/promises'

/** Waits for a condition, asked for every `everyMs`; fails after `withinMs`. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  withinMs = 15_000,
  everyMs = 10,
): Promise<void> {
  const end = Date.now() + withinMs
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${condition}`)
    await setTimeout(everyMs)
  }
}
