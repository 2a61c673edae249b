import { expect, it } from 'vitest'
import { dataSourceFaults } from './data-sources.ts'
import { damaged, readText } from './files.ts'

const text = readText('grafana/provisioning/datasources/stoa.yaml')

it('provisions what the dashboards ask, linked by traces, logs and metrics', () => {
  expect(dataSourceFaults(text)).toEqual([])
})

it.each([
  ['uid: loki', 'uid: logs', 'dashboards ask loki'],
  ['datasourceUid: jaeger', 'datasourceUid: tempo', 'nothing has the uid tempo'],
  ['exemplarTraceIdDestinations', 'exemplarTraceIds', 'Unrecognized key'],
  ['matcherType: label', 'matcherType: regex', 'matcherType'],
  ['matcherRegex: trace_id', 'matcherRegex: traceid', 'is no field of a log line'],
  ['$$' + '{__value.raw}', '$' + '{__value.raw}', 'derivedFields.0.url'],
  ['| trace_id=', '| traceid=', 'traceid, which nothing has'],
  ['value: service_name', 'value: service', 'a link asks for service'],
  ['request_duration_seconds_count', 'requests_count', 'http_server_requests_count'],
  ['url: http://127.0.0.1:3100', 'url: http://loki:3100', 'url'],
  ['editable: false', 'editable: true', 'editable'],
])('is refused with %j as %j', (part, by, fault) => {
  expect(dataSourceFaults(damaged(text, part, by)).join('\n')).toContain(fault)
})
