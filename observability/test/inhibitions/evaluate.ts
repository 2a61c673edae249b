import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { alertmanagerFile } from '../../src/alerts/divided-alertmanager.ts'

export type Labels = Readonly<Record<string, string>>

const matchers = z.array(z.string()).min(1)
const rule = z.strictObject({
  ...{ source_matchers: matchers, target_matchers: matchers },
  equal: z.array(z.string()).default([]),
})
export type Inhibition = z.infer<typeof rule>

export const readInhibitions = (): Inhibition[] =>
  z.array(rule).parse(parse(readFileSync(alertmanagerFile, 'utf8')).inhibit_rules)

const matcher = /^(\w+) (=~|=) "?([^"]*)"?$/

function matches(text: string, labels: Labels): boolean {
  const [, label, operator, value] = matcher.exec(text) ?? []
  if (label === undefined || value === undefined) throw new Error(`not a matcher: ${text}`)
  const found = labels[label] ?? ''
  return operator === '=' ? found === value : new RegExp(`^(?:${value})$`).test(found)
}

/** Whether Alertmanager keeps `target` back while `source` fires. */
export const isInhibited = (rules: readonly Inhibition[], source: Labels, target: Labels) =>
  rules.some(
    ({ source_matchers, target_matchers, equal }) =>
      source_matchers.every((one) => matches(one, source)) &&
      target_matchers.every((one) => matches(one, target)) &&
      equal.every((label) => (source[label] ?? '') === (target[label] ?? '')),
  )
