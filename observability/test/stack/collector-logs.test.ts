import { expect, it } from 'vitest'
import { collectorLogsFaults } from './collector-logs.ts'
import { damaged, readText } from './files.ts'

const text = readText('collector-logs.yaml')

it('gives lines what queries select by, and sends them to Loki', () => {
  expect(collectorLogsFaults(text)).toEqual([])
})

it.each([
  ['processors: [memory_limiter]', 'processors: [memory_limit]', 'processors have no memory_limit'],
  ['exporters: [otlp_http/loki]', 'exporters: [loki]', 'exporters have no loki'],
  ['type: trace_parser', 'type: noop', 'no operator: trace_parser'],
  ['to: resource["service.instance.id"]', 'to: resource["host"]', 'no operator: move'],
  ['/var/log/stoa/', '/var/log/stoaa/', 'does not read /var/log/stoa/*.log'],
  ['*.jsonl', '*.json', 'does not read /var/log/stoa-access/*.jsonl'],
  ['line.trace_id }', 'line.traceid }', 'no line has the field traceid'],
  ['parse_from: attributes.line.level', 'parse_from: attributes.line.lvl', 'field lvl'],
  [':3100/otlp', ':3200/otlp', 'Loki listens at http://127.0.0.1:3100/otlp'],
])('is refused with %j as %j', (part, by, fault) => {
  expect(collectorLogsFaults(damaged(text, part, by)).join('\n')).toContain(fault)
})
