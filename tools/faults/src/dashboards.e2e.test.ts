import { checkDashboards, readDashboards, repositoryNames } from '@stoa/observability'
import { query } from '@stoa/observability/prometheus'
import { until } from '@stoa/run'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openAlertRun } from './alerts/open.ts'

let run: Awaited<ReturnType<typeof openAlertRun>>

beforeAll(async () => {
  run = await openAlertRun([])
  await refundOnDashboard()
})
afterAll(() => run?.close())

/** The one kind of money that the traffic does not move: its shipped orders are refunded on the provider's dashboard until one was captured. */
async function refundOnDashboard(): Promise<void> {
  const { edge } = run.shop
  const shopper = await edge.token('demo-0001', 'customer')
  const isRefunded = async () => {
    const { text } = await edge.request({ method: 'GET', path: '/v1/orders', token: shopper })
    const shipped = JSON.parse(text).orders.filter(({ status }: Order) => status === 'shipped')
    const refunds = shipped.map(({ orderId }: Order) =>
      edge.request({ method: 'POST', path: `/sandbox/payments/${orderId}/refund`, body: '{}' }),
    )
    return (await Promise.all(refunds)).some((answer) => answer.status < 300)
  }
  await until('a refund', isRefunded, 60_000)
}

interface Order {
  readonly orderId: string
  readonly status: string
}

type Dashboards = ReturnType<typeof readDashboards>

const emptyOf = async (dashboards: Dashboards) => {
  const ask = (expression: string) => query(run.prometheus, expression)
  const { empty } = await checkDashboards(dashboards, repositoryNames, {
    ask,
    youthOf: () => undefined,
  })
  return empty.map(({ dashboard, panel, detail }) => `${dashboard} / ${panel}: ${detail}`)
}

it('every query of every panel and variable has data under traffic', async () => {
  await expect.poll(() => emptyOf(readDashboards()), { timeout: 120_000 }).toEqual([])
})

it.each([
  [
    'a panel whose query never has a value',
    'rate(orders_state_changes_total',
    '0 > rate(orders_state_changes_total',
  ],
  ['a variable that offers nothing', 'up{job=\\"services\\"', 'up{job=\\"service\\"'],
])('%s is found', async (_what, part, by) => {
  const damaged = readDashboards().flatMap((dashboard): Dashboards => {
    const text = JSON.stringify(dashboard)
    return text.includes(part) ? [JSON.parse(text.replaceAll(part, by))] : []
  })
  expect(damaged).not.toEqual([])
  expect(await emptyOf(damaged)).not.toEqual([])
})
