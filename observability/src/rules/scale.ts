import { durationMs, durationText } from '../promql/duration.ts'
import { replaceDurations } from '../promql/expression.ts'
import { isAlert, type RuleFile, type RuleGroup } from './rule-file.ts'

/** A range needs two samples, and scrapes may be 2 s apart. */
const leastRangeMs = 5_000
const leastIntervalMs = 1_000

type Replace = (ms: number) => number

const replaced = (text: string | undefined, replace: Replace) =>
  text === undefined ? undefined : durationText(replace(durationMs(text)))

function scaleGroup({ interval, rules, ...group }: RuleGroup, by: number): RuleGroup {
  const range: Replace = (ms) => Math.max(Math.round(ms / by), leastRangeMs)
  const wait: Replace = (ms) => Math.round(ms / by)
  const every = replaced(interval, (ms) => Math.max(wait(ms), leastIntervalMs))
  return {
    ...group,
    ...(every && { interval: every }),
    rules: rules.map((rule) => {
      const expr = replaceDurations(rule.expr, range)
      if (!isAlert(rule)) return { ...rule, expr }
      const pending = replaced(rule.for, wait)
      const kept = replaced(rule.keep_firing_for, wait)
      return {
        ...{ ...rule, expr },
        ...(pending && { for: pending }),
        ...(kept && { keep_firing_for: kept }),
      }
    }),
  }
}

/**
 * The rules with every window, offset, `for` and interval divided, to see alerts fire live within minutes instead of hours.
 * Names stay: `mesh:requests:rate5m` then has a window of 5 s. Scrape and evaluate every 1 to 2 s.
 */
export const divideWindows = ({ path, groups }: RuleFile, by: number): RuleFile => ({
  path,
  groups: groups.map((group) => scaleGroup(group, by)),
})
