/**
 * The fields of log lines that may hold a text; of any other, the length of its text is logged. Add a field only if its
 * values are ids, names of our own or closed sets: never what a person, a caller or a provider wrote.
 */
const knownFields = [
  ...['service', 'instance', 'level', 'newLevel', 'signal', 'listen', 'trace_id', 'span_id'],
  ...['method', 'route', 'source', 'to', 'stream', 'subject', 'type', 'id', 'tasks', 'task'],
  ...['orderId', 'orderIds', 'customerId', 'refundId', 'eventId', 'by', 'kid', 'holder'],
  ...['step', 'outcome', 'refusal', 'difference', 'provider', 'carrier', 'currency'],
  ...['ref', 'reference', 'trackingNumber', 'declaredNumber'],
  /** What `errorText` made of an error. */
  'failure',
] as const

export type KnownField = (typeof knownFields)[number]

const known: ReadonlySet<string> = new Set(knownFields)

export const isKnownField = (name: string): name is KnownField => known.has(name)

/** Refuses, when it is compiled, a field that would be logged as its length alone. */
export type Loggable<Fields> = {
  readonly [Name in keyof Fields]: Name extends KnownField | 'err'
    ? Fields[Name]
    : Extract<Fields[Name], string | readonly string[]> extends never
      ? Fields[Name]
      : never
}
