import type { Answer } from './call.ts'

/** Calls without a pause until stopped; counts the outcomes by status or error message. */
export function steadyCalls(call: () => Promise<Answer>, inFlight = 4) {
  const outcomes = new Map<string, number>()
  let running = true
  const count = (outcome: string) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
  const loop = async () => {
    while (running) {
      try {
        count(String((await call()).status))
      } catch (error) {
        count(error instanceof Error ? error.message : String(error))
      }
    }
  }
  const loops = Array.from({ length: inFlight }, loop)
  return {
    outcomes,
    total: () => [...outcomes.values()].reduce((sum, n) => sum + n, 0),
    async stop() {
      running = false
      await Promise.all(loops)
      return Object.fromEntries(outcomes)
    },
  }
}
