import { expect, it } from 'vitest'
import { composeFaults } from './compose.ts'
import { damaged, readText } from './files.ts'

const text = readText('compose.yaml')

it('is a compose file whose services are pinned, limited, confined and on loopback', () => {
  expect(composeFaults(text)).toEqual([])
})

it.each([
  ['services:\n', 'servces:\n', 'additional properties'],
  ['restart: unless-stopped', 'restart: [always]', 'must be string'],
  ['grafana/grafana:13.2.3', 'grafana/grafana:latest', 'grafana: its image is not pinned'],
  ['mem_limit: 512m', '', 'grafana: it has no limits'],
  ['pids_limit: 256', '', 'loki: it has no limits'],
  ['read_only: true', 'read_only: false', 'loki: it may write to its image'],
  ['cap_drop: [ALL]', 'cap_drop: []', 'jaeger: it may write to its image'],
  ['GF_SERVER_HTTP_ADDR: 127.0.0.1', 'GF_SERVER_HTTP_ADDR: ""', 'grafana: it can be reached'],
  ['      GF_SERVER_HTTP_ADDR: 127.0.0.1\n', '', 'grafana: it can be reached'],
  ['=127.0.0.1:9190', '=:9190', 'prometheus: it can be reached'],
  ['      - --web.listen-address=127.0.0.1:9190\n', '', 'prometheus: it can be reached'],
  ['      - --web.listen-address=127.0.0.1:9193\n', '', 'alertmanager: it can be reached'],
  ['      - --cluster.listen-address=\n', '', 'alertmanager: it can be reached'],
  ['cluster.listen-address=', 'cluster.listen-address=:9094', 'alertmanager: it can be reached'],
  ['GOMEMLIMIT: 384MiB', 'STOA_JAEGER_LISTEN: ":4319"', 'jaeger: it can be reached'],
  ['GOMEMLIMIT: 320MiB', 'STOA_COLLECTOR_LISTEN: ":4318"', 'collector: it can be reached'],
  ['\n  loki:', '\n  other:', 'other: it can be reached'],
  ['network_mode: host', 'ports: ["3000:3000"]', 'grafana: it is not in the network of the host'],
  ['  network_mode: host\n', '', 'jaeger: it is not in the network of the host'],
  [
    './dashboards:/etc/stoa/dashboards:ro',
    './dashboards:/etc/stoa/dashboards',
    'grafana: it may write',
  ],
  ['./loki.yaml:', './lokki.yaml:', 'loki: a file that it mounts does not exist'],
])('is refused with %j as %j', (part, by, fault) => {
  expect(composeFaults(damaged(text, part, by)).join('\n')).toContain(fault)
})
