import type { Selector } from './policy.ts'

type Labels = Readonly<Record<string, string>>

/** Whether labels fit a selector; an empty selector fits all. */
export const fits = ({ matchLabels, matchExpressions }: Selector, labels: Labels): boolean =>
  Object.entries(matchLabels).every(([name, value]) => labels[name] === value) &&
  matchExpressions.every((expression) => fitsExpression(expression, labels))

function fitsExpression(
  { key, operator, values }: Selector['matchExpressions'][number],
  labels: Labels,
): boolean {
  const value = labels[key]
  switch (operator) {
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
  }
}
