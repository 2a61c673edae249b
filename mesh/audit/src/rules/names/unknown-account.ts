import { trustDomainsOf } from '@stoa/mesh/policy'
import { identityOf, principalOf } from '../../world/workload.ts'
import type { World } from '../../world/world.ts'
import { askInstead, everyAction, valuesOf } from '../cases.ts'
import { found, type Rule } from '../rule.ts'
import { similarTo } from './similar.ts'

export const unknownAccount: Rule = {
  code: 'STOA401',
  severity: 'warning',
  summary: 'A rule names a service account that its namespace does not have',
  why: 'The rule means nobody who runs; whoever was meant is shut out, or not kept out.',
  mend: 'Write the service account that the caller runs under.',
  check: (world) =>
    world.inventory.known
      ? valuesOf(world, ['principals', 'serviceAccounts'], ...everyAction).flatMap((one) => {
          const named = namedBy(world, one.written.field, one.value, one.policy.namespace)
          const known = named && world.inventory.accounts.get(named.namespace)
          if (named === undefined || known === undefined || known.has(named.account)) return []
          const meant = similarTo(named.account, known)
          const { trustDomain } = world.mesh.settings
          const instead = meant && principalOf(trustDomain, named.namespace, meant)
          const hint = meant ? `; ${meant} is there` : ''
          const message = `${named.namespace} has no service account ${named.account}${hint}`
          return [
            found(one.policy, one.at, message, {
              demonstration:
                instead === undefined || one.written.field !== 'principals'
                  ? undefined
                  : asCaller(world, one, instead),
            }),
          ]
        })
      : [],
}

/** What happens to the caller who was probably meant. */
const asCaller = (
  world: World,
  one: Parameters<typeof askInstead>[1] & { written: Parameters<typeof askInstead>[2] },
  principal: string,
) => askInstead(world, one, one.written, principal)

function namedBy({ mesh }: World, field: string, value: string, own: string) {
  if (value.includes('*')) return undefined
  if (field === 'serviceAccounts') {
    const [first = '', second] = value.split('/')
    return second === undefined
      ? { namespace: own, account: first }
      : { namespace: first, account: second }
  }
  const identity = identityOf(value)
  if (identity === undefined) return undefined
  const ours = [...trustDomainsOf(mesh.settings), 'cluster.local']
  return ours.includes(identity.trustDomain) ? identity : undefined
}
