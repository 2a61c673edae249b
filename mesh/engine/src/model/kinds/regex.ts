import { RE2JS } from 're2js'

const maxLength = 1_024

/** Why a pattern is not a valid RE2 regular expression for Envoy, or undefined. */
export function regexError(pattern: string): string | undefined {
  if (pattern === '') return 'regex string match should not be empty'
  if (pattern.length > maxLength) return `regex is too large, max length allowed is ${maxLength}`
  try {
    RE2JS.compile(pattern)
    return undefined
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return `${reason}; must be an RE2 regular expression`
  }
}
