import { type PanelName, panelsWithoutData, readDashboards } from '@stoa/observability'
import { query } from '@stoa/observability/prometheus'
import { until } from '@stoa/run'

/** The panels show curves in steps of 15 s: what lasts shorter is seen if it is looked for often. */
const lookEveryMs = 1_000
const filledWithinMs = 60_000

const secondsSince = (startedAt: number) => Math.ceil((Date.now() - startedAt) / 1_000)

/** Asks Prometheus for what panels show of the time after now, until each has had data; `look` has to be called again and again. */
export function watchPanels(prometheus: string, panels: readonly PanelName[]) {
  const dashboards = readDashboards()
  const startedAt = Date.now()
  let lookedAt = startedAt
  let empty = [...panels]
  const look = async () => {
    if (empty.length === 0 || Date.now() - lookedAt < lookEveryMs) return
    lookedAt = Date.now()
    empty = await panelsWithoutData(empty, dashboards, secondsSince(startedAt), (expression) =>
      query(prometheus, expression),
    )
  }
  return { look, empty: (): readonly PanelName[] => empty }
}

/** Resolves once every panel has had data since now. @throws Error naming those that have none */
export async function untilFilled(prometheus: string, panels: readonly PanelName[]) {
  const { look, empty } = watchPanels(prometheus, panels)
  const isFilled = async () => {
    await look()
    return empty().length === 0
  }
  await until('data in panels', isFilled, filledWithinMs).catch((error: Error) => {
    throw new Error(`${error.message}: ${empty().join(', ')}`)
  })
}
