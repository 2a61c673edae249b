import { matchesSubject } from '../../inputs/broker.ts'
import { fact, type Rule } from '../rule.ts'
import { usersWithServices } from './broker-users.ts'

export const brokerPublish: Rule = {
  code: 'STOA911',
  severity: 'error',
  summary: 'A service may publish events at the broker that it does not declare',
  why: "It can speak in another service's name: announce payments that were never made.",
  mend: 'Allow it the subjects of its service.yaml alone.',
  check: (world) => {
    const subjects = world.services.flatMap(({ publishes }) => publishes)
    return usersWithServices(world).flatMap(({ user, service }) => {
      const allowed = user.publish ?? ['>']
      const beyond = subjects.filter(
        (subject) =>
          !service.publishes.includes(subject) &&
          allowed.some((pattern) => matchesSubject(pattern, subject)),
      )
      if (beyond.length === 0) return []
      const [first = ''] = beyond
      const pattern = allowed.find((one) => matchesSubject(one, first))
      return [
        {
          at: user.at,
          resource: `broker user ${service.name}`,
          message: `may publish ${beyond.join(', ')}`,
          demonstration: fact(
            `nats pub ${first} as ${service.name} is let through by "${pattern}"`,
          ),
        },
      ]
    })
  },
}
