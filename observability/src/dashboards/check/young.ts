import { durationMs, durationText } from '../../promql/duration.ts'
import { metricsOf } from '../../promql/expression.ts'
import { isAlert, type RuleFile } from '../../rules/rule-file.ts'
import { anyValues, interpolate } from '../macros.ts'

/** How old a platform is and must be, while a query cannot have data yet; undefined once it can. */
export type Youth = (expr: string) => string | undefined

/** Longer than the laptop's Prometheus waits between two scrapes, or evaluations of a group that does not say how often. */
const scrapeMs = 15_000

/**
 * How long a platform must run until an expression has data: two scrapes, between which there is a rate, and an evaluation of each
 * recording rule on the way. A group evaluates its rules one after the other, so that those of one group wait once.
 */
export function historyNeeded(files: readonly RuleFile[]): (expr: string) => number {
  const recorded = files
    .flatMap(({ groups }) => groups)
    .flatMap((group) => group.rules.flatMap((rule) => (isAlert(rule) ? [] : [{ rule, group }])))
  const byName = Map.groupBy(recorded, ({ rule }) => rule.record)

  const needed = (expr: string, from?: RuleFile['groups'][number]): number =>
    Math.max(
      2 * scrapeMs,
      ...metricsOf(expr)
        .flatMap((name) => byName.get(name) ?? [])
        .map(({ rule, group }) => {
          const evaluated = group === from ? 0 : intervalOf(group)
          return evaluated + needed(rule.expr, group)
        }),
    )
  return (expr) => needed(expr)
}

const intervalOf = ({ interval }: { readonly interval?: string | undefined }) =>
  interval ? durationMs(interval) : scrapeMs

/** Tells of each query of a dashboard whether a platform that runs for `ageMs` is too young for it. */
export const youthFrom =
  (needed: (expr: string) => number, ageMs: number): Youth =>
  (expr) => {
    const neededMs = needed(interpolate(expr, anyValues(expr)))
    if (!(ageMs < neededMs)) return undefined
    const age = durationText(Math.max(Math.floor(ageMs / 1000), 0) * 1000)
    return `needs ${durationText(neededMs)}, and the platform runs for ${age}`
  }
