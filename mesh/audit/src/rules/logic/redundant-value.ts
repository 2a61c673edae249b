import { isTemplate } from '@stoa/mesh/policy'
import { matchesPath, matchesPattern } from '../../context/sample.ts'
import { samplesOf } from '../../operations/path-samples.ts'
import { fact, type Rule, resultAt } from '../rule.ts'
import { witnessRequests } from '../scoped-rules.ts'
import { valuesOf } from '../value-lists.ts'

export const redundantValue: Rule = {
  code: 'STOA510',
  severity: 'note',
  summary: 'A value is redundant: another value of its list already matches it',
  why: 'Removing the redundant value has no effect, contrary to what its author expects.',
  fix: 'Delete the value, or tighten the wider one.',
  check: (context) =>
    valuesOf(
      context,
      ['principals', 'methods', 'paths', 'requestPrincipals'],
      'ALLOW',
      'DENY',
    ).flatMap(({ written, value, at, ...one }) => {
      const own = written.values.indexOf(value)
      const wide = written.values.find(
        (other, index) =>
          covers(written.field, other, value) &&
          (!covers(written.field, value, other) ? other !== value : index < own),
      )
      if (wide === undefined) return []
      return [
        resultAt(one.policy, at, `${wide} already matches ${value}`, {
          evidence: witnessRequests(context, one)[0]?.evidence ?? fact(`${wide} matches ${value}`),
        }),
      ]
    }),
}

function covers(field: string, wide: string, value: string): boolean {
  if (wide === value) return true
  if (field === 'paths' && (isTemplate(wide) || isTemplate(value)))
    return samplesOf(value).every((path) => matchesPath(wide, path))
  if (value.startsWith('*') || !/\*/.test(wide)) return wide === '*'
  return matchesPattern(wide, value.endsWith('*') ? `${value.slice(0, -1)}probe` : value)
}
