import { describeError } from './describe-error.ts'
import { isKnownField } from './known-fields.ts'
import { isCardNumber, redacted, redactText } from './redact-text.ts'

/** Parts of names of fields that hold a secret, a person's data or what another party wrote; even their form is left out. */
const leftOut =
  /token|secret|passw|authori[sz]ation|bearer|cookie|credential|signature|api[-_]?key|nkey|seed|jwk|card|address|name|company|mail|phone|mobile|msisdn|street|city|post_?(al|code)|zip|recipient|ship_?to|billing|remittance|iban|birth|body|header|payload|query|param|bindings/i
/** The same for whole names, which are parts of others. */
const leftOutWhole =
  /^(lines?[1-9]?|label|values|text|data|request|response|answer|config|detail|where)$/i

const isLeftOut = (name: string): boolean => leftOut.test(name) || leftOutWhole.test(name)

const maxDepth = 4
const maxItems = 20

const lengthOf = (text: string): string => `[${text.length} characters]`

function redactValue(value: unknown, known: boolean, depth: number): unknown {
  switch (typeof value) {
    case 'string':
      return known ? redactText(value) : lengthOf(value)
    case 'number':
    case 'bigint':
      return isCardNumber(String(value))
        ? redacted
        : typeof value === 'bigint'
          ? String(value)
          : value
    case 'object':
      return value === null ? null : redactObject(value, known, depth)
    default:
      return value
  }
}

function redactObject(value: object, known: boolean, depth: number): unknown {
  if (value instanceof Error) return describeError(value, maxDepth - depth)
  if (value instanceof Date) return value
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (depth >= maxDepth) return '[nested]'
  if (Array.isArray(value))
    return value.slice(0, maxItems).map((item) => redactValue(item, known, depth + 1))
  return redactFields(value, depth + 1)
}

const isOrdinary = (name: string): boolean => /^[A-Za-z_][A-Za-z_-]{0,40}$/.test(name)

/** A name of our own is letters; one that a person chose may be anything. */
const nameOf = (name: string): string => (isOrdinary(name) ? redactText(name) : redacted)

/**
 * The fields of a log line, without what no log may hold. Known fields keep their text without what looks like a secret
 * or a person's data; of other texts the length is kept.
 */
export function redactFields(fields: object, depth = 0): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields).slice(0, depth === 0 ? undefined : maxItems)) {
    if (isKnownField(name)) kept[name] = redactValue(value, true, depth)
    else if (name === 'err' && !(value instanceof Error)) kept.err = describeThrown(value)
    else if (value !== undefined && isLeftOut(name)) kept[nameOf(name)] = redacted
    else kept[nameOf(name)] = redactValue(value, false, depth)
  }
  return kept
}

const describeThrown = (value: unknown): unknown =>
  value === undefined ? undefined : { type: typeof value, message: redactText(String(value)) }
