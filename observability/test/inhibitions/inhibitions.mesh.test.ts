import { afterAll, beforeAll, expect, it } from 'vitest'
import { startAlertmanager } from '../alertmanager.ts'
import { isInhibited, type Labels, readInhibitions } from './evaluate.ts'
import { table } from './table.ts'

const rules = readInhibitions()
const distinct = (all: readonly Labels[]) => [
  ...new Map(all.map((labels) => [JSON.stringify(labels), labels])).values(),
]
const all = distinct(table.map(({ target }) => target))
const isSource = (one: Labels) => all.some((other) => isInhibited(rules, one, other))
/** One that keeps back another would do so beside every source. */
const targets = all.filter((target) => !isSource(target))
const textOf = (labels: Labels) =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => a.localeCompare(b)))

let alertmanager: Awaited<ReturnType<typeof startAlertmanager>>
beforeAll(async () => {
  alertmanager = await startAlertmanager()
  await alertmanager.post(targets.map((labels) => ({ labels })))
})
afterAll(() => alertmanager?.stop())

const inhibited = async () => (await alertmanager.inhibitedAlerts()).map(textOf).sort()
const patience = { timeout: 10_000, interval: 20 }

it.each(distinct(table.map(({ source }) => source)))(
  'a real Alertmanager keeps back what the table says while %j fires',
  async (labels) => {
    const expected = targets.filter((target) => isInhibited(rules, labels, target))
    await alertmanager.post([{ labels }])
    await expect.poll(inhibited, patience).toEqual(expected.map(textOf).sort())
    await alertmanager.post([{ labels, endsAt: new Date().toISOString() }])
    await expect.poll(inhibited, patience).toEqual([])
  },
)
