import { expect, it } from 'vitest'
import { type connectedFiles, connectionFaults, readConnectedFiles } from './connections.ts'
import { damaged } from './files.ts'

const texts = readConnectedFiles()

it('the files of the stack name the same addresses, jobs and folders', () => {
  expect(connectionFaults(texts)).toEqual([])
})

it.each<[keyof typeof connectedFiles, string, string, string]>([
  ['history', 'services|sidecars|', 'service|sidecar|', 'the jobs that are copied'],
  ['history', '|collector', '', 'the jobs that are copied'],
  ['history', '127.0.0.1:9090', '127.0.0.1:9091', 'the Prometheus that is copied'],
  ['history', '127.0.0.1:9193', '127.0.0.1:9194', 'the Alertmanager of the alerts'],
  ['compose', '=127.0.0.1:9193', '=127.0.0.1:9194', 'Grafana’s Alertmanager'],
  ['compose', '=127.0.0.1:9190', '=127.0.0.1:9191', 'Grafana’s kept Prometheus'],
  ['compose', 'time=30d', 'time=29d', 'Prometheus keeps less'],
  ['compose', '      - --storage.tsdb.retention.time=30d\n', '', 'Prometheus keeps less'],
  ['compose', '      - --storage.tsdb.retention.size=4GB\n', '', 'Prometheus is not bounded'],
  ['compose', './dashboards:/etc/stoa/', './dashboards:/etc/stao/', 'the folder of the dashboards'],
  ['compose', 'dashboards/overview.json', 'dashboards/first.json', 'the first dashboard'],
  ['compose', ':/etc/prometheus/prometheus-h', ':/etc/prometheus/h', 'configuration of Prometheus'],
  ['compose', ':/etc/alertmanager/', ':/etc/alerts/', 'configuration of Alertmanager'],
  ['compose', ':/etc/grafana/provisioning', ':/etc/provisioning', 'provisioning of Grafana'],
  ['dashboards', '/etc/stoa/dashboards', '/etc/stoa/dashboard', 'the folder of the dashboards'],
  ['sources', '$STOA_PROMETHEUS', 'http://127.0.0.1:9091', 'Grafana’s Prometheus'],
  ['sources', ':9190', ':9191', 'Grafana’s kept Prometheus'],
  ['sources', ':9193', ':9194', 'Grafana’s Alertmanager'],
])('%s with %j as %j would be found', (file, part, by, fault) => {
  const faults = connectionFaults({ ...texts, [file]: damaged(texts[file], part, by) })
  expect(faults.join('\n')).toContain(fault)
})
