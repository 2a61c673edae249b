import { isTemplate } from '@stoa/mesh/policy'
import { samplesOf } from '../../operations/samples.ts'
import { matchesPath, matchesPattern } from '../../world/sample.ts'
import { attemptsOf, valuesOf } from '../cases.ts'
import { fact, found, type Rule } from '../rule.ts'

export const valueCovered: Rule = {
  code: 'STOA510',
  severity: 'note',
  summary: 'A value says nothing that another value of its list does not say already',
  why: 'Taking it away changes nothing, which whoever does so will not expect.',
  mend: 'Delete it, or tighten the wider one.',
  check: (world) =>
    valuesOf(
      world,
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
        found(one.policy, at, `${wide} says all that ${value} says`, {
          demonstration: attemptsOf(world, one)[0]?.shown ?? fact(`${wide} matches ${value}`),
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
