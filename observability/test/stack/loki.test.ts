import { expect, it } from 'vitest'
import { damaged, readText } from './files.ts'
import { lokiFaults } from './loki.ts'

const text = readText('loki.yaml')

it('keeps logs for a bounded time, on loopback, by the labels that queries use', () => {
  expect(lokiFaults(text)).toEqual([])
})

it.each([
  ['http_listen_address: 127.0.0.1', 'http_listen_address: 0.0.0.0', 'server.http_listen_address'],
  ['retention_enabled: true', 'retention_enabled: false', 'compactor.retention_enabled'],
  ['retention_period', 'retention_time', 'limits_config'],
  ['schema: v13', 'schema: v12', 'schema_config.configs.0.schema'],
  ['service.instance.id', 'host.name', 'queries select by service_instance_id'],
  ['[service.name,', '[service.name, k8s.pod.name,', 'k8s_pod_name is indexed'],
])('is refused with %j as %j', (part, by, fault) => {
  expect(lokiFaults(damaged(text, part, by)).join('\n')).toContain(fault)
})
