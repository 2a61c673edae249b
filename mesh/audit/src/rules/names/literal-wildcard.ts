import { isTemplate } from '@stoa/mesh/policy'
import { type Rule, resultAt } from '../rule.ts'
import { everyAction } from '../scoped-rules.ts'
import { evidenceWithValue, valuesOf } from '../value-lists.ts'

export const literalWildcard: Rule = {
  code: 'STOA410',
  severity: 'error',
  summary: 'A wildcard inside a value is taken literally',
  why: 'Istio supports `*` only as the first or the last character, so the rule does not match what it was written for.',
  fix: 'Write a path as a template such as `/orders/{*}/items`, and write other values in full.',
  check: (context) =>
    valuesOf(context, ['principals', 'hosts', 'paths', 'methods'], ...everyAction)
      .filter(({ value }) => !isTemplate(value) && hasInnerWildcard(value))
      .map((scoped) =>
        resultAt(scoped.policy, scoped.at, `Istio takes the * in ${scoped.value} literally`, {
          evidence: evidenceWithValue(
            context,
            scoped,
            scoped.written,
            scoped.value.replaceAll('*', 'any'),
          ),
        }),
      ),
}

/** When the first character is a wildcard, a last one is literal too. */
const hasInnerWildcard = (value: string): boolean => {
  if (value === '*') return false
  return value.startsWith('*') ? value.slice(1).includes('*') : value.slice(0, -1).includes('*')
}
