import { isTemplate } from '@stoa/mesh/policy'
import { askInstead, everyAction, valuesOf } from '../cases.ts'
import { found, type Rule } from '../rule.ts'

export const starInTheMiddle: Rule = {
  code: 'STOA410',
  severity: 'error',
  summary: 'A star inside a value is meant as a wildcard and is taken literally',
  why: 'Istio knows a star at the end, or at the beginning, and nowhere else; the rule does not match what it was written for.',
  mend: "Write a path as a template such as '/orders/{*}/items', anything else out in full.",
  check: (world) =>
    valuesOf(world, ['principals', 'hosts', 'paths', 'methods'], ...everyAction)
      .filter(({ value }) => !isTemplate(value) && hasInnerStar(value))
      .map((one) =>
        found(one.policy, one.at, `${one.value} takes its star for a letter`, {
          demonstration: askInstead(world, one, one.written, one.value.replaceAll('*', 'any')),
        }),
      ),
}

/** A leading star is looked at first: then one at the end is literal as well. */
const hasInnerStar = (value: string): boolean => {
  if (value === '*') return false
  return value.startsWith('*') ? value.slice(1).includes('*') : value.slice(0, -1).includes('*')
}
