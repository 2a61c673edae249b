import { identityOf } from '../../world/workload.ts'
import { attemptsOf, everyAction, valuesOf } from '../cases.ts'
import { found, type Rule } from '../rule.ts'

export const malformedPrincipal: Rule = {
  code: 'STOA408',
  severity: 'warning',
  summary: 'A principal has not the shape of an identity of Istio',
  why: 'A name, an account of Kubernetes or a path of another shape never equals what a certificate of the mesh says.',
  mend: 'Write `cluster.local/ns/NAMESPACE/sa/ACCOUNT`.',
  check: (world) =>
    valuesOf(world, ['principals'], ...everyAction)
      .filter(({ value }) => !value.includes('*') && !value.startsWith('spiffe://'))
      .filter(({ value }) => identityOf(value) === undefined)
      .map((one) => {
        const account = one.value.split(/[/:@]/).at(-1) ?? ''
        const meant = world.inventory.workloads.find(
          ({ serviceAccount }) => serviceAccount === account,
        )
        const [attempt] = meant ? attemptsOf(world, one, meant.principal) : []
        const hint = meant ? `; was ${meant.principal} meant?` : ''
        return found(one.policy, one.at, `${one.value} is nobody's identity${hint}`, {
          demonstration: attempt?.shown,
        })
      }),
}
