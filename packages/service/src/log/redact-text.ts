export const redacted = '[redacted]'

const luhn = (digits: string): boolean => {
  let sum = 0
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[digits.length - 1 - at])
    const doubled = at % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

export const isCardNumber = (digits: string): boolean =>
  digits.length >= 13 && digits.length <= 19 && luhn(digits)

const cardNumber = (text: string): string =>
  isCardNumber(text.replaceAll(/[ .-]/g, '')) ? redacted : text

interface Pattern {
  /** What every match contains; a text without it is not searched. */
  readonly sign: RegExp
  readonly pattern: RegExp
  readonly by: string | ((...parts: string[]) => string)
}

const value = String.raw`(?:\\?"(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,;&}"']+)`
const secretName = String.raw`[\w-]*(?:passw|passphrase|pwd|secret|token|api[-_]?key|credential|cookie|authorization|cvc|cvv)[\w-]*`
const personName = String.raw`[\w-]*(?:name|mail|phone|mobile|street|address|city|postcode|postal|zip|recipient|remittance)[\w-]*`

/** What looks like a secret or a person's data, wherever it stands in a text. */
const patterns: readonly Pattern[] = [
  { sign: /bearer|basic/i, pattern: /\b(bearer|basic)\s+[\w.~+/=-]+/gi, by: `$1 ${redacted}` },
  { sign: /eyJ/, pattern: /\beyJ[\w-]{6,}(\.[\w-]*){1,4}/g, by: redacted },
  { sign: /_secret_/, pattern: /\b\w{1,64}_secret_\w+/g, by: redacted },
  {
    sign: /_/,
    pattern: /\b(sk|pk|rk|whsec|pm|tok|src|seti|card|vault)_\w{3,}/g,
    by: redacted,
  },
  {
    sign: /[:=]/,
    pattern: new RegExp(String.raw`\b(${secretName})(\\?["']?\s{0,2}[:=]\s{0,2})${value}`, 'gi'),
    by: `$1$2${redacted}`,
  },
  // JSON of a person, and a row that Postgres quotes.
  {
    sign: /"/,
    pattern: new RegExp(String.raw`"(${personName})"\s{0,2}:\s{0,2}"(?:[^"\\]|\\.)*"?`, 'gi'),
    by: `"$1":"${redacted}"`,
  },
  { sign: /\(/, pattern: /(\)=|row contains )\(.*/gs, by: `$1${redacted}` },
  { sign: /[A-Z2-7]{40}/, pattern: /\bS[UANOXC][A-Z2-7]{40,}/g, by: redacted },
  { sign: /\/\/[^\s/]*@/, pattern: /(\/\/)[^\s/@]+@/g, by: `$1${redacted}@` },
  {
    sign: /@|%40/,
    pattern: /[^\s@"'<>(),;:=/?&[\]]{1,256}(?:@|%40)[\p{L}[][^\s@"'<>(),;:=/?&]*/giu,
    by: redacted,
  },
  { sign: /\?/, pattern: /(\/[^\s?"']*)\?[^\s"']*/g, by: `$1?${redacted}` },
  { sign: /\d[\d .-]{11}/, pattern: /\b\d(?:[ .-]?\d){12,18}\b/g, by: cardNumber },
  {
    sign: /[\d)][ ./-]?\d{2}/,
    pattern:
      /(?<![\w-])(?:\+\d{1,3}|\(?0\d{1,4}\)?)[ ./()-]{0,3}\d{2,4}(?:[ ./()-]{0,2}\d{2,5}){1,4}(?![\w-])/g,
    by: redacted,
  },
  {
    sign: /\d{3}[ .-]\d{4}/,
    pattern: /(?<![\w-])(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-])/g,
    by: redacted,
  },
]

const maxText = 2_000
/** Longer than any match that needs its own end to be recognised. */
const margin = 600

const replace = (text: string): string =>
  patterns.reduce(
    (left, { sign, pattern, by }) =>
      sign.test(left) ? left.replaceAll(pattern, by as string) : left,
    text,
  )

/**
 * The text without what looks like a secret or a person's data, and not too long. It is cut last: the part of a secret
 * that a cut leaves is no longer recognised.
 */
export function redactText(text: string, most = maxText): string {
  if (text.length <= most) return replace(text)
  const isWhole = text.length <= most + margin
  const left = replace(isWhole ? text : text.slice(0, most + margin))
  const kept = isWhole ? left : left.slice(0, -margin)
  return kept.length > most || !isWhole ? `${kept.slice(0, most)}…` : kept
}
