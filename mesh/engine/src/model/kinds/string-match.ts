import { z } from 'zod'
import { fault, refusing } from './faults.ts'
import { regexFault } from './regex.ts'

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

const saysHow = (match: StringMatch) =>
  fault(Object.keys(match).length === 0, 'needs exact, prefix or regex')

function regexFaults({ regex }: StringMatch) {
  const message = regex === undefined ? undefined : regexFault(regex)
  return message === undefined ? [] : [{ message, path: ['regex'] }]
}

const prefixFaults = ({ prefix }: StringMatch) =>
  fault(prefix === '', 'prefix string match should not be empty', 'prefix')

/** One that may also say nothing: then the header or parameter must only be there. */
export const stringMatch = oneOf.superRefine(
  refusing((match) => [...regexFaults(match), ...prefixFaults(match)]),
)

/** As in `withoutHeaders`: the regex `*` says that the header must not be there at all. */
export const absenceMatch = oneOf.superRefine(
  refusing((match) => (match.regex === '*' ? [] : [...regexFaults(match), ...prefixFaults(match)])),
)

/** One that has to say what to match. */
export const fullMatch = stringMatch.superRefine(refusing(saysHow))

/** Of a path: Envoy takes an empty prefix here. */
export const uriMatch = oneOf.superRefine(
  refusing((match) => [...regexFaults(match), ...saysHow(match)]),
)
