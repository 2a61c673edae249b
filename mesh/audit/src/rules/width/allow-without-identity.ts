import { strangerOf } from '../../world/question.ts'
import { attemptsOf, casesOf, letsIn, writtenIn } from '../cases.ts'
import { found, type Rule } from '../rule.ts'

const identities = [
  'principals',
  'namespaces',
  'serviceAccounts',
  'trustDomains',
  'requestPrincipals',
]
const isToken = (field: string) => field.startsWith('request.auth.')

export const allowWithoutIdentity: Rule = {
  code: 'STOA302',
  severity: 'warning',
  summary: 'An ALLOW rule of a sidecar asks for no identity',
  why: 'Whoever reaches the pod may ask what the rule allows; a path or an address proves nothing about the caller.',
  mend: 'Name the callers under `from.source.principals`.',
  check: (world) =>
    casesOf(world, 'ALLOW')
      .filter(({ doors }) => doors.some(({ workload }) => workload.kind === 'sidecar'))
      .filter(({ rule: { rule } }) => {
        const written = writtenIn(rule)
        const says = written.length > 0 && rule.from?.length !== 0 && rule.to?.length !== 0
        return says && !written.some(({ field }) => identities.includes(field) || isToken(field))
      })
      .map((one) => {
        const sidecars = one.doors.filter(({ workload }) => workload.kind === 'sidecar')
        const attempts = attemptsOf(world, { ...one, doors: sidecars }, strangerOf(world.mesh))
        return found(one.policy, one.rule.path, 'lets in callers without asking who they are', {
          demonstration: attempts.find(letsIn)?.shown,
        })
      }),
}
