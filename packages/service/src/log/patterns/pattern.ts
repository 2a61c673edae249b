export const redacted = '[redacted]'

/**
 * What looks like a secret or a person's data, wherever it stands in a text. Callers choose texts, so a pattern may not
 * backtrack far: a repetition is bounded, or can match a text in one way only.
 */
export interface Pattern {
  /** What every match contains; a text without it is not searched. */
  readonly sign: RegExp
  readonly pattern: RegExp
  readonly by: string | ((...parts: string[]) => string)
}

/** Between a name and its value: in JSON, in JSON in a string, in a form or in an inspected object. */
export const separator = String.raw`(?:\\{0,3}["'])?(?:\]|%5D)?\s{0,2}[:=]\s{0,2}`
/** After an escaped quote the match goes on to the next plain quote: the depth of escaping is not known. */
export const quoted = String.raw`(?:\\{0,3}"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|\x60[^\x60]*\x60?)`
/** Separates groups of digits; spaces and dashes may be of any kind, such as no-break ones. */
export const gap = String.raw`[\p{Zs}\p{Pd}./]`
