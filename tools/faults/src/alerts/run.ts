import { setTimeout as wait } from 'node:timers/promises'
import type { budgetsOf } from './budgets.ts'
import { watchPanels } from './dashboard-panels.ts'
import type { Disturbed, Fault } from './fault.ts'
import { type FaultReport, isMeant, judge } from './judge.ts'
import type { Pager } from './pager.ts'
import { untilQuiet } from './quiet.ts'
import { pagesOf, secondsSince, watchAlerts } from './watch.ts'

const lookEveryMs = 250
const usuallyWithinMs = 60_000
/** The fault goes on after its alert, so that its consequences show as well. */
const usuallyGoesOnMs = 15_000

export interface AlertRun extends Disturbed {
  readonly prometheus: string
  readonly pager: Pager
  readonly budgets: ReturnType<typeof budgetsOf>
}

/** Injects one fault, waits for its alert, heals it, waits until all is quiet and as before, and judges what happened. */
export async function runFault(run: AlertRun, fault: Fault): Promise<FaultReport> {
  const { prometheus, pager } = run
  const { name, meant, fills = [] } = fault
  const { firesWithinMs = usuallyWithinMs, goesOnMs = usuallyGoesOnMs } = fault
  await untilQuiet(prometheus, meant)
  const startedAt = Date.now()
  const before = pager.notified.length
  const alerts = await watchAlerts(prometheus, startedAt)
  const { fired } = alerts
  const panels = watchPanels(prometheus, fills)
  const lookUntil = async (isOver: () => boolean, withinMs: number) => {
    const endMs = Date.now() + withinMs
    while (!isOver() && Date.now() < endMs) {
      await Promise.all([alerts.look(), panels.look()])
      await wait(lookEveryMs)
    }
  }

  const heal = await fault.inject(run)
  try {
    await lookUntil(() => fired.some((seen) => isMeant(meant, seen)), firesWithinMs)
    await lookUntil(() => false, goesOnMs)
  } finally {
    await heal()
  }
  const healedAfter = secondsSince(startedAt)
  let isOver = false
  const quiet = untilQuiet(prometheus, meant).finally(() => {
    isOver = true
  })
  await Promise.all([quiet, lookUntil(() => isOver, Number.POSITIVE_INFINITY)])
  const burntBudgets = await run.budgets.restore()
  const pages = pagesOf(pager.notified.slice(before), startedAt)
  return judge(name, meant, {
    fired,
    pages,
    healedAfter,
    emptyPanels: panels.empty(),
    burntBudgets,
  })
}
