import { matchesNamespace } from '../../world/sample.ts'
import { identityOf } from '../../world/workload.ts'
import { everyAction, valuesOf } from '../cases.ts'
import { found, type Rule } from '../rule.ts'
import { similarTo } from './similar.ts'

export const unknownNamespace: Rule = {
  code: 'STOA402',
  severity: 'note',
  summary: 'A rule names a namespace in which nothing is known to run',
  why: 'When it is no namespace of another cluster it is misspelt, and the rule means nobody.',
  mend: 'Write the namespace of the callers.',
  check: (world) => {
    const { inventory, mesh } = world
    if (!inventory.known) return []
    const known = [...inventory.namespaces, mesh.settings.rootNamespace]
    return valuesOf(world, ['namespaces', 'principals'], ...everyAction).flatMap((one) => {
      const namespace =
        one.written.field === 'namespaces' ? one.value : identityOf(one.value)?.namespace
      if (namespace === undefined || namespace === '*') return []
      if (known.some((name) => matchesNamespace(namespace, name))) return []
      const meant = similarTo(namespace, known)
      const hint = meant ? `; was ${meant} meant?` : ''
      return [
        found(one.policy, one.at, `nothing is known to run in ${namespace}${hint}`, {
          severity: meant ? 'warning' : 'note',
        }),
      ]
    })
  },
}
