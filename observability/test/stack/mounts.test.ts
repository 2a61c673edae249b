import { describe, expect, it } from 'vitest'
import { damaged, readText } from './files.ts'
import { mountFaults } from './mounts.ts'

const [compose, history] = [readText('compose.yaml'), readText('prometheus-history.yaml')]
const mount = (source: string, target: string) => `./${source}:/etc/${target}:ro`
const other = 'other:/other'

it('containers have every file that they read, and no other', () => {
  expect(mountFaults(compose, history)).toEqual([])
})

describe('is refused', () => {
  it.each([
    ['collector.yaml', 'otelcol/collector.yaml', 'collector'],
    ['collector-logs.yaml', 'otelcol/collector-logs.yaml', 'collector'],
    ['jaeger.yaml', 'jaeger/jaeger.yaml', 'jaeger'],
    ['loki.yaml', 'loki/loki.yaml', 'loki'],
    ['prometheus-history.yaml', 'prometheus/prometheus-history.yaml', 'prometheus'],
    ['alertmanager.yaml', 'alertmanager/alertmanager.yaml', 'alertmanager'],
    ['dashboards', 'stoa/dashboards', 'grafana'],
    ['grafana/provisioning', 'grafana/provisioning', 'grafana'],
  ])('without the mount of %s', (source, target, name) => {
    const faults = mountFaults(damaged(compose, mount(source, target), other), history)
    expect(faults.join('\n')).toContain(`${name}: no mount has /etc/${target}`)
  })

  it.each(['rules', 'alerts'])('without the mount of the folder %s', (source) => {
    const faults = mountFaults(
      damaged(compose, mount(source, `prometheus/${source}`), other),
      history,
    )
    expect(faults).toContain(`prometheus: no mount has /etc/prometheus/${source}/mesh.yaml`)
  })

  it.each([
    [
      '      - --config=file:/etc/otelcol/collector.yaml\n',
      'collector: nothing reads ./collector.',
    ],
    ['      - --config=file:/etc/otelcol/collector-logs.yaml\n', 'nothing reads ./collector-logs.'],
    ['    command: [--config, /etc/jaeger/jaeger.yaml]\n', 'jaeger: nothing reads ./jaeger.yaml'],
    ['    command: [-config.file=/etc/loki/loki.yaml]\n', 'loki: nothing reads ./loki.yaml'],
  ])('without %j', (part, fault) => {
    expect(mountFaults(damaged(compose, part, ''), history).join('\n')).toContain(fault)
  })

  it('without a file and the mount of it', () => {
    const named = '      - --config=file:/etc/otelcol/collector-logs.yaml\n'
    const text = damaged(
      compose,
      mount('collector-logs.yaml', 'otelcol/collector-logs.yaml'),
      other,
    )
    expect(mountFaults(damaged(text, named, ''), history)).toEqual([
      'no container has collector-logs.yaml',
    ])
  })

  it('with rules that the mounted folder has not', () => {
    const renamed = damaged(history, 'alerts/broker.yaml', 'alerts/brokers.yaml')
    expect(mountFaults(compose, renamed)).toEqual([
      'prometheus: no mount has /etc/prometheus/alerts/brokers.yaml',
    ])
  })
})
