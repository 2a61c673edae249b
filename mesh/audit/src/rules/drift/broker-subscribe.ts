import { streamOf } from '@stoa/topology'
import { type BrokerUser, matchesSubject } from '../../inputs/broker.ts'
import type { DeclaredService } from '../../inputs/services.ts'
import { fact, type Rule } from '../rule.ts'
import { usersWithServices } from './broker-users.ts'

export const brokerSubscribe: Rule = {
  code: 'STOA912',
  severity: 'error',
  summary: 'A service may subscribe to broker subjects that it does not declare',
  why: "The service can read events meant for others, such as every customer's orders and payments.",
  fix: 'Limit its subscribe permissions to the subjects under `consumes` in its service.yaml.',
  check: (context) =>
    usersWithServices(context).flatMap(({ user, service }) => {
      const others = context.services.filter(({ name }) => name !== service.name)
      const readable = others.flatMap((other) => readableBy(user, service, other))
      const [first] = readable
      if (first === undefined) return []
      return [
        {
          at: user.at,
          resource: `broker user ${service.name}`,
          message: `may subscribe to ${readable.map(({ subject }) => subject).join(', ')}`,
          evidence: fact(`"${first.by}" allows ${service.name} to subscribe to ${first.subject}`),
        },
      ]
    }),
}

/** The subjects of another service that the user may read without declaring it, with the permission that allows it. */
function readableBy(user: BrokerUser, service: DeclaredService, other: DeclaredService) {
  const undeclared = other.publishes.filter((subject) => !service.consumes.includes(subject))
  const direct = undeclared.flatMap((subject) => {
    const by = (user.subscribe ?? ['>']).find((pattern) => matchesSubject(pattern, subject))
    return by ? [{ subject, by }] : []
  })
  const consumesStream = undeclared.length < other.publishes.length
  const stream = streamOf(other)
  const pull = `$JS.API.CONSUMER.CREATE.${stream}.${service.name}`
  const by = (user.publish ?? ['>']).find((pattern) => matchesSubject(pattern, pull))
  return !consumesStream && by && other.publishes.length > 0
    ? [...direct, { subject: `the stream ${stream}`, by }]
    : direct
}
