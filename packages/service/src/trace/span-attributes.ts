import type { AttributeValue } from '@opentelemetry/api'
import { redactText } from '../log/redact-text.ts'

/**
 * The attributes that a span may have; any other is left out, such as `url.full`, `db.query.text` or `exception.message`. Add one only
 * if its values are ids, names of our own or closed sets: never what a person, a caller or a provider wrote.
 */
const names = [
  ...['http.request.method', 'http.route', 'http.response.status_code', 'error.type'],
  ...['server.address', 'server.port'],
  ...['db.system.name', 'db.namespace', 'db.operation.name', 'db.collection.name'],
  ...['messaging.system.name', 'messaging.operation.name', 'messaging.operation.type'],
  ...['messaging.destination.name', 'messaging.message.id', 'messaging.consumer.group.name'],
  ...['cloudevents.event_subject', 'stoa.order_id', 'stoa.provider', 'stoa.carrier'],
  ...['stoa.outcome', 'stoa.batch.size', 'stoa.batch.sampled'],
] as const

export type SpanAttributes = Readonly<
  Partial<Record<(typeof names)[number], string | number | undefined>>
>

const known: ReadonlySet<string> = new Set(names)

/** Another process or a library chose their values. */
const chosenElsewhere: ReadonlySet<string> = new Set([
  ...['error.type', 'messaging.message.id', 'cloudevents.event_subject', 'stoa.order_id'],
])

const maxCharacters = 1_024

/** The value that a span keeps of an attribute; undefined when it keeps none. */
export function keptValue(name: string, value: AttributeValue): string | number | undefined {
  if (!known.has(name)) return undefined
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return undefined
  const text = chosenElsewhere.has(name) ? redactText(value, maxCharacters) : value
  return text.slice(0, maxCharacters)
}
