import { matchesSubject } from '../../inputs/broker.ts'
import { fact, type Rule } from '../rule.ts'
import { usersWithServices } from './broker-users.ts'

export const brokerPublish: Rule = {
  code: 'STOA911',
  severity: 'error',
  summary: 'A service may publish broker subjects that it does not declare',
  why: "The service can send events in another service's name, such as payments that were never made.",
  fix: 'Limit its publish permissions to the subjects under `publishes` in its service.yaml.',
  check: (context) => {
    const subjects = context.services.flatMap(({ publishes }) => publishes)
    return usersWithServices(context).flatMap(({ user, service }) => {
      const allowed = user.publish ?? ['>']
      const undeclared = subjects.filter(
        (subject) =>
          !service.publishes.includes(subject) &&
          allowed.some((pattern) => matchesSubject(pattern, subject)),
      )
      if (undeclared.length === 0) return []
      const [first = ''] = undeclared
      const pattern = allowed.find((one) => matchesSubject(one, first))
      return [
        {
          at: user.at,
          resource: `broker user ${service.name}`,
          message: `may publish ${undeclared.join(', ')}`,
          evidence: fact(`"${pattern}" allows ${service.name} to publish ${first}`),
        },
      ]
    })
  },
}
