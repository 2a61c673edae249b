import { gauge } from './metrics.ts'
import { readGauges } from './readings.ts'

const usualEveryMs = 15_000
const bound = { max: 8 }

const violations = gauge({
  name: 'invariant_violations',
  help: 'Violations that a running check found; absent after a check that failed',
  labels: { invariant: bound },
})

const succeededAtMs = new Map<string, number>()

gauge({
  name: 'invariant_check_age_seconds',
  help: 'Time since the last check that succeeded, or since the process started',
  labels: { invariant: bound },
}).from(() =>
  [...succeededAtMs].map(([invariant, atMs]) => [{ invariant }, (performance.now() - atMs) / 1000]),
)

/**
 * Counts the violations of an invariant about every 15 s while metrics are scraped, and shows how old the count is: a
 * check that no longer runs must not look like one that finds nothing.
 */
export function watchInvariant(
  invariant: string,
  check: () => Promise<number>,
  everyMs = usualEveryMs,
): void {
  succeededAtMs.set(invariant, performance.now())
  readGauges(invariant, {
    ...{ gauges: [violations], read: check, everyMs },
    show(found) {
      violations.set({ invariant }, found)
      succeededAtMs.set(invariant, performance.now())
    },
  })
}
