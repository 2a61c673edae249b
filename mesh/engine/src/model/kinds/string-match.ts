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
    message: 'has one of exact, prefix and regex',
  })

export type StringMatch = z.output<typeof oneOf>

const emptyMatchViolations = (match: StringMatch) =>
  violationIf(Object.keys(match).length === 0, 'needs exact, prefix or regex')

function regexViolations({ regex }: StringMatch) {
  const message = regex === undefined ? undefined : regexError(regex)
  return message === undefined ? [] : [{ message, path: ['regex'] }]
}

const prefixViolations = ({ prefix }: StringMatch) =>
  violationIf(prefix === '', 'prefix string match should not be empty', 'prefix')

/** One that may also say nothing: then the header or parameter must only be there. */
export const stringMatch = oneOf.superRefine(
  reportViolations((match) => [...regexViolations(match), ...prefixViolations(match)]),
)

/** As in `withoutHeaders`: the regex `*` says that the header must not be there at all. */
export const absenceMatch = oneOf.superRefine(
  reportViolations((match) =>
    match.regex === '*' ? [] : [...regexViolations(match), ...prefixViolations(match)],
  ),
)

/** One that has to say what to match. */
export const fullMatch = stringMatch.superRefine(reportViolations(emptyMatchViolations))

/** Of a path: Envoy takes an empty prefix here. */
export const uriMatch = oneOf.superRefine(
  reportViolations((match) => [...regexViolations(match), ...emptyMatchViolations(match)]),
)
