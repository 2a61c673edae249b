import { type Pattern, quoted, redacted, separator } from './pattern.ts'

const secretName = String.raw`(?:passw|passphrase|pwd|secret|token|(?:api|private)[-_]?key|signature|transmission-sig|credential|cookie|authorization|cvc|cvv)[\w-]{0,64}`
const shortName = '(?<![A-Za-z])(?:pass|pin|otp|iban)'
const bareValue = String.raw`[^\s,;&}"']+`
/** Words after "invalid token" or "password is" that are no secret. */
const isNoValue = String.raw`(?:is|was|in|of|for|from|at|on|by|to|with|and|or|has|had|not|too|expired|required|missing|wrong|invalid|empty|refused|rejected|unknown)\b`

export const secrets: readonly Pattern[] = [
  // The value goes to the end of the line: it may hold several values, separators and quotes.
  {
    sign: /authorization|cookie/i,
    pattern: /((?:authorization|cookie)\s{0,2}[:=]\s{0,2})(?!\\{0,3}["'`])[^\r\n]+/gi,
    by: `$1${redacted}`,
  },
  {
    sign: /bearer|basic/i,
    pattern:
      /\b((?:bearer|basic)(?:\s{1,3}(?:auth[a-z]{0,12}|credentials|token))?(?:(?:\s|%20){1,3}|\s{0,2}[:=]\s{0,2}))[\w.~+/=-]+/gi,
    by: `$1${redacted}`,
  },
  // To its end, or to that of the text: a key may be cut.
  {
    sign: /-----BEGIN/,
    pattern: /-----BEGIN [^-]{1,40}-----(?:(?!-----END).)*(?:-----END [^-]{1,40}-----)?/gs,
    by: redacted,
  },
  // The header of Stripe: a time and signatures of some schemes.
  { sign: /\bt=\d/, pattern: /\bt=\d+(?:,v\d=[^\s,;&"']+)+/g, by: redacted },
  // JSON.parse quotes about 20 characters of what it could not read.
  {
    sign: /is not valid JSON/,
    pattern: /(?:\.{3})?".{0,64}?"(?:\.{3})?(?= is not valid JSON)/gs,
    by: redacted,
  },
  { sign: /eyJ/, pattern: /\beyJ[\w-]{6,}(\.[\w-]*){1,4}/g, by: redacted },
  { sign: /_secret_/, pattern: /\b\w{1,64}_secret_\w+/g, by: redacted },
  {
    sign: /_/,
    pattern: /\b(?:sk|pk|rk|whsec|pm|tok|btok|src|seti|card|vault|(?:cs|ek)_(?:test|live))_\w{3,}/g,
    by: redacted,
  },
  { sign: /AKIA|A21AA/, pattern: /\b(?:AKIA[A-Z\d]{12,}|A21AA[\w-]{20,})/g, by: redacted },
  { sign: /[A-Z2-7]{40}/, pattern: /\bS[UANOXC][A-Z2-7]{40,}/g, by: redacted },
  {
    sign: /[:=]/,
    pattern: new RegExp(
      `((?:${secretName}|${shortName})${separator})(?:${quoted}|${bareValue})`,
      'gi',
    ),
    by: `$1${redacted}`,
  },
  {
    sign: /token|passw|secret/i,
    pattern: new RegExp(
      String.raw`\b((?:(?:invalid|bad|wrong|unknown|expired|revoked|malformed) (?:token|secret)|password is) )(?!${isNoValue})(?:${quoted}|${bareValue})`,
      'gi',
    ),
    by: `$1${redacted}`,
  },
  {
    sign: /</,
    pattern: new RegExp(String.raw`(<[\w:-]{0,64}${secretName}[^<>]{0,200}>)[^<]+`, 'gi'),
    by: `$1${redacted}`,
  },
  { sign: /\/\/[^\s/]*@/, pattern: /(\/\/)[^\s/@]+@/g, by: `$1${redacted}@` },
  { sign: /\?/, pattern: /(\/[^\s?"']*)\?[^\s"]*/g, by: `$1?${redacted}` },
]
