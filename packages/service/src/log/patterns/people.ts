import { type Pattern, quoted, redacted, separator } from './pattern.ts'

const personName = String.raw`(?:name|mail|phone|mobile|street|address|city|postcode|postal|zip|recipient|remittance|line_?[1-9]\b)[\w-]{0,64}`
/** Names with a value without quotes only in forms; `address=127.0.0.1` and `name=orders` are ordinary texts. */
const formName = String.raw`(?:street|city|postcode|postal_?code|zip|e?mail|phone|mobile|recipient|(?:first|last|full)_?name|line_?[1-9])[\w-]{0,64}`
const quotedKey = String.raw`(?:\\{0,3}["'])\s{0,2}:\s{0,2}`

export const people: readonly Pattern[] = [
  {
    sign: /["'`]/,
    pattern: new RegExp(`(${personName}${separator})${quoted}`, 'gi'),
    by: `$1${redacted}`,
  },
  {
    sign: /\[/,
    pattern: new RegExp(
      String.raw`((?:${personName}|\blines)${separator})\[(?=\s*\\{0,3}["'])[^\]]*\]?`,
      'gi',
    ),
    by: `$1${redacted}`,
  },
  {
    sign: /\d{5}/,
    pattern: new RegExp(
      String.raw`((?:phone|mobile|zip|postal)[\w-]{0,64}${quotedKey})\d{5,}`,
      'gi',
    ),
    by: `$1${redacted}`,
  },
  {
    sign: /\w=/,
    pattern: new RegExp(String.raw`((?<![A-Za-z])${formName}=)[^\s&;,"']+`, 'gi'),
    by: `$1${redacted}`,
  },
  {
    sign: /</,
    pattern: new RegExp(String.raw`(<[\w:-]{0,64}${personName}>)[^<]+`, 'gi'),
    by: `$1${redacted}`,
  },
  // A row that Postgres quotes.
  { sign: /\(/, pattern: /(\)=|row contains )\(.*/gs, by: `$1${redacted}` },
  {
    sign: /[@＠]|%(?:25)?40/,
    pattern:
      /(?:"[^"\r\n]{1,64}"|[^\s@＠"'<>(),;:=/?&[\]]{1,256})(?:[@＠]|%(?:25)?40)(?=[\d.-]{0,64}\p{L}|\[)[^\s@"'<>(),;:=/?&]+/giu,
    by: redacted,
  },
]
