import { isProcessName, readTopology } from '@stoa/topology'
import type { LogqlMatcher } from '../../logql/parse.ts'

/** Labels by which Loki finds streams: those that loki.yaml keeps. */
export const indexLabels: ReadonlySet<string> = new Set(['service_name', 'service_instance_id'])

/** Fields that Loki keeps with each line: those that the collector gives it. */
export const logFields: ReadonlySet<string> = new Set(['severity_text', 'trace_id', 'span_id'])

/** The levels of log lines, as the services write them and the collector keeps them. */
const severities: ReadonlySet<string> = new Set([
  'trace',
  'debug',
  'info',
  'warn',
  'error',
  'fatal',
])

const topology = readTopology()
const isKnown: Readonly<Record<string, (value: string) => boolean>> = {
  service_name: (value) => isProcessName(value, topology),
  service_instance_id: (value) => isProcessName(value, topology),
  severity_text: (value) => severities.has(value),
}
const anything = ['.+', '.*']

/** Values that no log line has: a pattern is read as a list of whole values. */
export const unknownValues = (matchers: readonly LogqlMatcher[]): string[] =>
  matchers.flatMap(({ name, operator, value }) => {
    const known = isKnown[name]
    if (!known || anything.includes(value)) return []
    const values = operator.endsWith('~') ? value.split('|') : [value]
    return values.filter((one) => !known(one)).map((one) => `${name} ${one}`)
  })
