import { gap, type Pattern, redacted } from './pattern.ts'

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
  isCardNumber(text.replaceAll(/%20|\D/g, '')) ? redacted : text

const of = (pattern: string): RegExp => new RegExp(String.raw`(?<![\w-])${pattern}(?![\w-])`, 'gu')

export const numbers: readonly Pattern[] = [
  {
    sign: /\d[^\p{L}]{11}/u,
    pattern: new RegExp(String.raw`\b\d(?:(?:${gap}|[_+]|%20){0,2}\d){12,18}\b`, 'gu'),
    by: cardNumber,
  },
  {
    sign: /[A-Z]{2}\d{2}/,
    pattern: of(String.raw`[A-Z]{2}\d{2}(?:\p{Zs}?[A-Z\d]{4}){3,7}(?:\p{Zs}?[A-Z\d]{1,3})?`),
    by: redacted,
  },
  // International: a sign, and at least eight digits in any groups.
  {
    sign: /\+|%2B/i,
    pattern: of(String.raw`(?:\+|%2B)\d{1,3}${gap}?(?:\(0\))?(?:(?:${gap}|[()]){0,3}\d){7,13}`),
    by: redacted,
  },
  {
    sign: /[\d)](?:[\p{Zs}\p{Pd}./]|)\d{2}/u,
    pattern: of(
      String.raw`\(?0\d{1,4}\)?(?:${gap}|[()]){0,3}\d{2,4}(?:(?:${gap}|[()]){0,2}\d{2,5}){1,4}`,
    ),
    by: redacted,
  },
  {
    sign: /\d{3}[\p{Zs}\p{Pd}.]\d{4}/u,
    pattern: of(
      String.raw`(?:1[\p{Zs}\p{Pd}.])?(?:\(\d{3}\)\p{Zs}?|\d{3}[\p{Zs}\p{Pd}.])\d{3}[\p{Zs}\p{Pd}.]\d{4}`,
    ),
    by: redacted,
  },
  // India's two groups of five, and pairs, as in Denmark and France.
  { sign: /\d{5}\p{Zs}\d{5}/u, pattern: of(String.raw`[6-9]\d{4}\p{Zs}\d{5}`), by: redacted },
  {
    sign: /\d{2}\p{Zs}\d{2}\p{Zs}\d{2}/u,
    pattern: of(String.raw`\d{2}(?:\p{Zs}\d{2}){3,4}`),
    by: redacted,
  },
  {
    sign: /phone|mobile/i,
    pattern: /((?:phone|mobile)\s{0,2}[:=]?\s{0,2})\d{8,15}(?!\w)/gi,
    by: `$1${redacted}`,
  },
]
