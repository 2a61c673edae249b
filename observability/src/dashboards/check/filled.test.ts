import { expect, it } from 'vitest'
import { panelsEmptyByNature, panelsWithoutData } from './filled.ts'
import { parseDashboard } from './read.ts'

const panel = (title: string, exprs: readonly string[], noValue?: string, type = 'prometheus') => ({
  ...{ type: 'timeseries', title, fieldConfig: { defaults: { noValue } } },
  targets: exprs.map((expr) => ({ refId: 'A', datasource: { type, uid: type }, expr })),
})
const dashboard = parseDashboard(
  JSON.stringify({
    ...{ uid: 'd', title: 'D', time: { from: 'now-30m' }, annotations: { list: [] } },
    templating: { list: [{ name: 'service', query: { query: 'label_values(up, service)' } }] },
    panels: [
      panel('Requests', ['requests']),
      panel('Retries', ['retries{service="$service"}'], 'None.'),
      panel('Restarts', ['ready', 'restarts'], 'None.'),
      panel('Warnings', ['{service_name=~".+"}'], 'None.', 'loki'),
    ],
  }),
)

/** The panels without data in the last 20 s, when `shown` has some. */
async function withoutData(shown: readonly string[]) {
  const asked: string[] = []
  const empty = await panelsWithoutData(
    ['D / Retries', 'D / Restarts'],
    [dashboard],
    20,
    (expr) => {
      asked.push(expr)
      const seriesOf = (service: string) => ({ labels: { service }, value: 1 })
      const isShown = shown.some((one) => expr === `max_over_time((${one})[20s:15s])`)
      return Promise.resolve(
        expr.startsWith('group')
          ? ['orders', 'catalog'].map(seriesOf)
          : isShown
            ? [seriesOf('orders')]
            : [],
      )
    },
  )
  return { empty, asked }
}

it('panels that are empty by nature say so and show metrics', () => {
  expect(panelsEmptyByNature([dashboard])).toEqual(['D / Retries', 'D / Restarts'])
})

it.each<[string, readonly string[], readonly string[]]>([
  ['no data', [], ['D / Retries', 'D / Restarts']],
  ['data for one value of a variable', ['retries{service="catalog"}'], ['D / Restarts']],
  ['data for one of two queries', ['ready'], ['D / Retries', 'D / Restarts']],
  ['data for each query', ['ready', 'restarts'], ['D / Retries']],
])('with %s, the panels without are found', async (_, shown, empty) => {
  expect((await withoutData(shown)).empty).toEqual(empty)
})

it('only the panels in question are asked for', async () => {
  const { asked } = await withoutData([])
  expect(asked.filter((expr) => /requests|service_name/.test(expr))).toEqual([])
})
