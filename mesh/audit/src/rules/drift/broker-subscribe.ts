import { streamOf } from '@stoa/topology'
import { type BrokerUser, matchesSubject } from '../../inputs/broker.ts'
import type { DeclaredService } from '../../inputs/services.ts'
import { fact, type Rule } from '../rule.ts'
import { usersWithServices } from './broker-users.ts'

export const brokerSubscribe: Rule = {
  code: 'STOA912',
  severity: 'error',
  summary: 'A service may hear events at the broker that it does not declare to consume',
  why: "It reads what was meant for others: every customer's orders and payments.",
  mend: 'Allow it the subjects of its service.yaml alone.',
  check: (world) =>
    usersWithServices(world).flatMap(({ user, service }) => {
      const others = world.services.filter(({ name }) => name !== service.name)
      const heard = others.flatMap((other) => heardOf(user, service, other))
      const [first] = heard
      if (first === undefined) return []
      return [
        {
          at: user.at,
          resource: `broker user ${service.name}`,
          message: `may hear ${heard.map(({ subject }) => subject).join(', ')}`,
          demonstration: fact(`"${first.by}" lets ${service.name} hear ${first.subject}`),
        },
      ]
    }),
}

/** What of another service's events the user may hear without declaring it, and by which permission. */
function heardOf(user: BrokerUser, service: DeclaredService, other: DeclaredService) {
  const undeclared = other.publishes.filter((subject) => !service.consumes.includes(subject))
  const direct = undeclared.flatMap((subject) => {
    const by = (user.subscribe ?? ['>']).find((pattern) => matchesSubject(pattern, subject))
    return by ? [{ subject, by }] : []
  })
  const hearsStream = undeclared.length < other.publishes.length
  const stream = streamOf(other)
  const pull = `$JS.API.CONSUMER.CREATE.${stream}.${service.name}`
  const by = (user.publish ?? ['>']).find((pattern) => matchesSubject(pattern, pull))
  return !hearsStream && by && other.publishes.length > 0
    ? [...direct, { subject: `the stream ${stream}`, by }]
    : direct
}
