import type { Callers } from './callers.ts'
import type { Operation } from './document.ts'

type Secured = Pick<Operation, 'security' | 'x-roles'>

const either = new Intl.ListFormat('en', { type: 'disjunction' })
const both = new Intl.ListFormat('en', { type: 'conjunction' })

const roleOf = (operation: Secured) => `with the role ${either.format(operation['x-roles'])}`
const isOptional = ({ security }: Secured) => security.some((one) => Object.keys(one).length === 0)

/** Whether a request without a token is refused by the service or, on its way from an external client, by the edge. */
export const needsToken = (operation: Secured, { edge }: Callers): boolean =>
  edge === 'with a token' || (operation.security.length > 0 && !isOptional(operation))

/** The token that a caller needs, in a few words. */
export function needOf(operation: Secured, callers: Callers): string {
  if (!needsToken(operation, callers)) return 'no token'
  return operation['x-roles'].length > 0 ? `a token ${roleOf(operation)}` : 'a token'
}

/** Who may send the operation, in a sentence. */
export function accessOf(operation: Secured, callers: Callers): string {
  const senders = [
    ...(callers.edge === 'closed' ? [] : ['external clients through the edge']),
    ...callers.services.map((name) => `\`${name}\``),
  ]
  if (senders.length === 0) return 'nobody; no policy lets a caller in.'
  return `${both.format(senders)}, with ${needOf(operation, callers)}.`
}
