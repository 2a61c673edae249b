import { z } from 'zod'
import { headerValueError } from './header-value.ts'
import { reportReason } from './violations.ts'

export const isAuthority = (name: string): boolean =>
  [':authority', 'host'].includes(name.toLowerCase())

const pseudo = (name: string) => `invalid header "${name}": header cannot have ":" prefix`

/** A header that a route may set on a request, including the authority. */
const settableName = z.string().superRefine(
  reportReason((name) => {
    if (name === '') return 'header name cannot be empty'
    return name.startsWith(':') && !isAuthority(name) ? pseudo(name) : undefined
  }),
)

const plainName = z.string().superRefine(
  reportReason((name) => {
    if (name === '') return 'header name cannot be empty'
    if (name.toLowerCase() === 'host') return 'invalid header "host": cannot set Host header'
    return name.startsWith(':') ? pseudo(name) : undefined
  }),
)

const headerValue = z.string().superRefine(reportReason(headerValueError))

const operations = (name: typeof plainName) =>
  z.strictObject({
    set: z.record(name, headerValue).optional(),
    add: z.record(name, headerValue).optional(),
    remove: z.array(plainName).optional(),
  })

export const headerOperations = z.strictObject({
  request: operations(settableName).optional(),
  response: operations(plainName).optional(),
})

export type HeaderOperations = z.output<typeof headerOperations>
