import { z } from 'zod'
import { regexError } from './regex.ts'
import { reportViolations, violationIf } from './violations.ts'

const oneOf = z
  .strictObject({
    exact: z.string().optional(),
    prefix: z.string().optional(),
    regex: z.string().optional(),
  })
  .refine((match) => Object.values(match).filter((value) => value !== undefined).length <= 1, {
    message: 'must have only one of exact, prefix and regex',
  })

export type StringMatch = z.output<typeof oneOf>

const emptyMatchViolations = (match: StringMatch) =>
  violationIf(Object.keys(match).length === 0, 'must have one of exact, prefix and regex')

function regexViolations({ regex }: StringMatch) {
  const message = regex === undefined ? undefined : regexError(regex)
  return message === undefined ? [] : [{ message, path: ['regex'] }]
}

const prefixViolations = ({ prefix }: StringMatch) =>
  violationIf(prefix === '', 'prefix string match should not be empty', 'prefix')

/** A match that may be empty: then the header or parameter only has to be present. */
export const stringMatch = oneOf.superRefine(
  reportViolations((match) => [...regexViolations(match), ...prefixViolations(match)]),
)

/** A match in `withoutHeaders`, where the regex `*` means that the header must be absent. */
export const absenceMatch = oneOf.superRefine(
  reportViolations((match) =>
    match.regex === '*' ? [] : [...regexViolations(match), ...prefixViolations(match)],
  ),
)

/** A match that must not be empty. */
export const fullMatch = stringMatch.superRefine(reportViolations(emptyMatchViolations))

/** A match of a path, for which Envoy accepts an empty prefix. */
export const uriMatch = oneOf.superRefine(
  reportViolations((match) => [...regexViolations(match), ...emptyMatchViolations(match)]),
)
