import type { Fault } from './fault.ts'
import type { FaultReport } from './judge.ts'

const seconds = (value: number | null, otherwise: string) =>
  value === null ? otherwise : `after ${value} s`

/** What one fault did, for a reader. */
export function textOf({ how }: Pick<Fault, 'how'>, report: FaultReport): string {
  const { fault, ok, meant, firedAfter, pagedAfter, healedAfter } = report
  const { otherPages, alsoFired, emptyPanels, burntBudgets } = report
  const lines = [
    `${meant} fired ${seconds(firedAfter, 'never')}, paged ${seconds(pagedAfter, 'no one')}`,
    `healed after ${healedAfter} s`,
    ...otherPages.map(({ alert, after }) => `not meant: a page of ${alert} after ${after} s`),
    ...emptyPanels.map((panel) => `without data: the panel ${panel}`),
    ...(burntBudgets.length > 0
      ? [`error budgets do not come back: ${burntBudgets.join(', ')}`]
      : []),
    ...(alsoFired.length > 0 ? [`without a page: ${alsoFired.join(', ')}`] : []),
  ]
  return [
    `${ok ? 'ok    ' : 'FAILED'} ${fault}: ${how}`,
    ...lines.map((line) => `       ${line}`),
  ].join('\n')
}
