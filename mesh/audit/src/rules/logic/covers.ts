import { type Clause, isTemplate } from '@stoa/mesh/policy'
import type { PolicyRule } from '../../context/policies.ts'

/** Whether `wide` matches every request that `narrow` matches; false when that is uncertain. */
export const covers = (wide: PolicyRule, narrow: PolicyRule): boolean =>
  narrow.clauses.from.every((alternative) =>
    wide.clauses.from.some((other) => coversAll(other, alternative)),
  ) &&
  narrow.clauses.to.every((alternative) =>
    wide.clauses.to.some((other) => coversAll(other, alternative)),
  )

const coversAll = (wide: readonly Clause[], narrow: readonly Clause[]): boolean =>
  wide.every((clause) =>
    narrow.some(
      (one) => one.field === clause.field && one.key === clause.key && coversClause(clause, one),
    ),
  )

const coversClause = (wide: Clause, narrow: Clause): boolean => {
  const values =
    wide.values.length === 0 ||
    (narrow.values.length > 0 &&
      narrow.values.every((value) => wide.values.some((pattern) => coversValue(pattern, value))))
  return values && wide.negatedValues.every((pattern) => narrow.negatedValues.includes(pattern))
}

function coversValue(pattern: string, value: string): boolean {
  if (pattern === value) return true
  if (isTemplate(pattern) || isTemplate(value)) return false
  if (pattern === '*') return true
  if (pattern.startsWith('*')) return !value.endsWith('*') && value.endsWith(pattern.slice(1))
  return pattern.endsWith('*') && !value.startsWith('*') && value.startsWith(pattern.slice(0, -1))
}
