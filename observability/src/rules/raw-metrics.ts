import { metricsOf } from '../promql/expression.ts'
import { isAlert, type RuleFile } from './rule-file.ts'

/**
 * Follows recording rules down to the metrics that something exposes: the returned function gives those of an expression.
 */
export function rawMetrics(files: readonly RuleFile[]): (expression: string) => string[] {
  const recorded = new Map<string, string[]>()
  for (const rule of files.flatMap(({ groups }) => groups).flatMap(({ rules }) => rules))
    if (!isAlert(rule)) recorded.set(rule.record, [...(recorded.get(rule.record) ?? []), rule.expr])

  const follow = (expression: string, seen: ReadonlySet<string>): string[] =>
    metricsOf(expression).flatMap((name) => {
      if (seen.has(name)) return []
      const rules = recorded.get(name)
      return rules ? rules.flatMap((rule) => follow(rule, new Set([...seen, name]))) : [name]
    })
  return (expression) => [...new Set(follow(expression, new Set()))].sort()
}
