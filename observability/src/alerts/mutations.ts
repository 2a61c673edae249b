import { parser } from '@prometheus-io/lezer-promql'
import { durationMs, durationText } from '../promql/duration.ts'
import type { AlertRule } from '../rules/rule-file.ts'

export interface Mutation {
  /** Such as `120 at 41 -> 240` or `for 1m -> 30s`. */
  readonly change: string
  readonly rule: AlertRule
}

/** The alert with each of its numbers, and the time that it waits, twice and half as large. */
export const mutationsOf = (rule: AlertRule): Mutation[] => [
  ...numbersIn(rule.expr).flatMap(({ from, text }) =>
    otherNumbers(Number(text)).map((other) => ({
      change: `${text} at ${from} -> ${other}`,
      rule: {
        ...rule,
        expr: `${rule.expr.slice(0, from)}${other}${rule.expr.slice(from + text.length)}`,
      },
    })),
  ),
  ...(rule.for ? otherDurations(rule.for) : []).map((other) => ({
    change: `for ${rule.for} -> ${other}`,
    rule: { ...rule, for: other },
  })),
]

const otherNumbers = (value: number) => (value === 0 ? [1] : [value * 2, value / 2])

const otherDurations = (text: string) =>
  [2, 0.5, 0].map((factor) => durationText(durationMs(text) * factor))

/** The numbers of an expression that are no durations. */
function numbersIn(expression: string): { from: number; text: string }[] {
  const found: { from: number; text: string }[] = []
  parser.parse(expression).iterate({
    enter: ({ name, from, to }) => {
      if (name === 'NumberDurationLiteral') found.push({ from, text: expression.slice(from, to) })
    },
  })
  return found
}
