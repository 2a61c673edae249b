import { z } from 'zod'

/** Bidirectional embeddings, overrides and isolates change the order in which the text around them is shown. */
const reordering = /[\u202a-\u202e\u2066-\u2069]/u
const breaks = /[\n\v\f\r\u0085\u2028\u2029]/u
const visible = /[^\s\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u

/** Whether the text has at most `max` characters (code points, as Postgres counts them). */
const fits = (text: string, max: number): boolean =>
  text.length <= max || (text.length <= 2 * max && [...text].length <= max)

/** Whether a database, a stream and JSON can hold the text: no NUL, no half of a surrogate pair. */
export const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

function faultOfLine(text: string, max: number): string | undefined {
  if (!text.isWellFormed()) return 'must be well-formed Unicode; found half of a surrogate pair'
  if (breaks.test(text)) return 'must be a single line'
  if (/\p{Cc}/u.test(text)) return 'must not contain control characters'
  if (reordering.test(text))
    return 'must not contain characters that change the direction of the text'
  if (!visible.test(text)) return 'must not be blank'
  return fits(text, max) ? undefined : `must have at most ${max} characters`
}

const checked =
  (faultOf: (text: string) => string | undefined) => (text: string, context: z.RefinementCtx) => {
    const message = faultOf(text)
    if (message) context.addIssue({ code: 'custom', message })
  }

const lineOf = (text: z.ZodString, max: number) =>
  text
    .normalize('NFC')
    .superRefine(checked((line) => faultOfLine(line, max)))
    .meta({ minLength: 1, maxLength: max })

/**
 * A line of text in a request: trimmed and normalised (NFC), not blank, without line breaks, control characters and
 * characters that change its direction. `max` counts characters, not UTF-16 units.
 */
export const singleLine = (max: number) => lineOf(z.string().trim(), max)

/** The same in upper case. That may take more characters (`ß` becomes `SS`) and undo NFC, so it is done before the checks. */
export const upperCaseLine = (max: number) => lineOf(z.string().trim().toUpperCase(), max)

const firstDay = '1900-01-01'

/** A day in a request: `2026-06-01`. From 1900 on, because Postgres has no year 0000, which ISO 8601 has. */
export const day = z.iso.date().refine((date) => date >= firstDay, {
  error: `must be a day from ${firstDay} on`,
})

/** A moment from the outside, as ISO 8601 in UTC or, with `offset`, in any time zone; from 1900 on, as a `day`. */
export const moment = (options?: { readonly offset: true }) =>
  z.iso.datetime(options).refine((text) => Date.parse(text) >= Date.parse(firstDay), {
    error: `must not be before ${firstDay}`,
  })

/**
 * Text in a message between services: whatever can be stored. Requests are stricter, but a message of the release before
 * must stay readable.
 */
export const messageText = (max: number) =>
  z
    .string()
    .min(1)
    .refine(isStorable, { error: 'must be well-formed Unicode without NUL' })
    .refine((text) => fits(text, max), { error: `must have at most ${max} characters` })
    .meta({ maxLength: max })

/** Visible ASCII without spaces: what providers issue, and keys of requests. */
export const token = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[\x21-\x7e]+$/, { error: `must be 1 to ${max} visible ASCII characters` })

/** A name that we give to a thing of ours: an address of the address book, a warehouse. */
export const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, {
  error: 'must be 1 to 40 lower-case letters, digits or hyphens, not starting with a hyphen',
})
