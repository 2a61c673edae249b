const redacted = '[redacted]'

/** Names of fields that hold a secret, a person's data, or what somebody else wrote; whatever they hold is left out. */
const secret =
  /token|secret|passw|authori[sz]ation|bearer|cookie|credential|signature|api[-_]?key|nkey|seed|jwk|card/i
const personal =
  /^(address|names?|company|e[-_]?mails?|phones?|mobile|street(lines)?|lines?[1-9]?|city|postcode|postal_?code|recipient|label)$/i
const foreign =
  /^(body|headers?|payload|query|params|parameters|bindings|values|text|data|request|response|answer|config|detail|where|internalquery)$/i

const isLeftOut = (name: string): boolean =>
  secret.test(name) || personal.test(name) || foreign.test(name)

const luhn = (digits: string): boolean => {
  let sum = 0
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[digits.length - 1 - at])
    const doubled = at % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

const cardNumber = (text: string): string => {
  const digits = text.replaceAll(/[ -]/g, '')
  return digits.length >= 13 && digits.length <= 19 && luhn(digits) ? redacted : text
}

/** What looks like a secret or a person's data, wherever it stands in a text. */
const patterns: readonly (readonly [RegExp, string | ((text: string) => string)])[] = [
  [/\b(bearer|basic)\s+[\w.~+/=-]+/gi, `$1 ${redacted}`],
  [/\beyJ[\w-]{6,}(\.[\w-]*){1,4}/g, redacted],
  [/\b(sk|pk|rk|whsec|pm|tok|src|seti|card|vault)_\w{3,}/g, redacted],
  [/\bS[UANOXC][A-Z2-7]{40,}/g, redacted],
  [/(\/\/)[^\s/@]+@/g, `$1${redacted}@`],
  [/[^\s@"'<>(),;:=]+@[^\s@"'<>(),;:=]+\.[a-z]{2,}/gi, redacted],
  [/(\/[^\s?"']*)\?[^\s"']*/g, `$1?${redacted}`],
  [/\b\d(?:[ -]?\d){12,18}\b/g, cardNumber],
  [
    /(?<![\w-])(?:\+\d{1,3}|\(?0\d{1,4}\)?)[ .()-]{0,2}\d{2,4}(?:[ .-]?\d{2,5}){1,4}(?![\w-])/g,
    redacted,
  ],
]

const maxText = 2_000

/** The text without what looks like a secret or a person's data, and not too long. */
export function redactText(text: string): string {
  const cut = text.length > maxText ? `${text.slice(0, maxText)}…` : text
  return patterns.reduce((left, [pattern, by]) => left.replaceAll(pattern, by as string), cut)
}

const maxDepth = 4
const maxItems = 20

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Error) return describeError(value, depth)
  if (value instanceof Date) return value
  if (depth >= maxDepth) return '[nested]'
  if (Array.isArray(value))
    return value.slice(0, maxItems).map((item) => redactValue(item, depth + 1))
  return redactFields(value, depth + 1)
}

/** The fields of a log line, without what no log may hold. */
export const redactFields = (fields: object, depth = 0): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      value !== undefined && isLeftOut(name) ? redacted : redactValue(value, depth),
    ]),
  )

/** What an error may be asked for: libraries keep requests, responses, rows and credentials in their other fields. */
const errorFields = [
  ...['code', 'status', 'statusCode', 'errno', 'syscall', 'severity', 'routine'],
  ...['schema', 'table', 'column', 'constraint', 'dataType', 'attempted', 'signal'],
]

/** Postgres quotes the value that it does not take. */
const withoutQuotedValue = (message: string): string =>
  message.replaceAll(/: ".*"/gs, `: ${redacted}`)

function describeError(error: Error, depth: number): Record<string, unknown> {
  const known = error as unknown as Record<string, unknown>
  const isSql = typeof known.severity === 'string'
  const message = redactText(isSql ? withoutQuotedValue(error.message) : error.message)
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  const cause = error.cause !== undefined && depth < maxDepth
  return {
    type: error.name,
    message,
    ...Object.fromEntries(
      errorFields.flatMap((name) =>
        known[name] === undefined ? [] : [[name, redactValue(known[name], maxDepth)]],
      ),
    ),
    stack: redactText(frames.join('\n')),
    ...(cause && { cause: redactValue(error.cause, depth + 1) }),
  }
}
