import { expect, it } from 'vitest'
import { meshLink, serviceLinks, variable } from './links.ts'

const [dashboard, traces, logs] = serviceLinks(variable('__field.labels.service'))

/** What Grafana opens when the link of a series of `orders` is followed. */
const followed = (url = '') =>
  JSON.parse(
    decodeURIComponent(
      url
        .replaceAll(variable('__field.labels.service'), 'orders')
        .replaceAll(variable('__from'), '1')
        .replaceAll(variable('__to'), '2')
        .replace(/^.*&panes=/, ''),
    ),
  )

it('leads to the dashboard of a service with the same time', () => {
  expect(dashboard?.url).toBe(
    `/d/stoa-service?var-service=${variable('__field.labels.service')}&${variable('__url_time_range')}`,
  )
})

it('leads to the traces and the logs of a service in the same time', () => {
  expect(followed(traces?.url)).toMatchObject({
    a: {
      datasource: 'jaeger',
      queries: [{ queryType: 'search', service: 'orders' }],
      range: { from: '1', to: '2' },
    },
  })
  expect(followed(logs?.url)).toMatchObject({
    a: { datasource: 'loki', queries: [{ expr: '{service_name="orders"}' }] },
  })
})

it('leads to the requests that anything gets, also what is no service', () => {
  expect(meshLink(variable('__data.fields.Called')).url).toBe(
    `/d/stoa-mesh?var-destination=${variable('__data.fields.Called')}&${variable('__url_time_range')}`,
  )
})
