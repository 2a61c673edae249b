import { matchesNamespace } from '../../context/sample.ts'
import { identityOf } from '../../context/workload.ts'
import { type Rule, resultAt } from '../rule.ts'
import { everyAction } from '../scoped-rules.ts'
import { valuesOf } from '../value-lists.ts'
import { similarTo } from './similar.ts'

export const unknownNamespace: Rule = {
  code: 'STOA402',
  severity: 'note',
  summary: 'A rule names a namespace in which no workload is known',
  why: 'Unless the namespace belongs to another cluster, its name is misspelt and the rule matches no caller.',
  fix: 'Write the namespace of the callers.',
  check: (context) => {
    const { inventory, mesh } = context
    if (!inventory.known) return []
    const known = [...inventory.namespaces, mesh.settings.rootNamespace]
    return valuesOf(context, ['namespaces', 'principals'], ...everyAction).flatMap((scoped) => {
      const namespace =
        scoped.written.field === 'namespaces' ? scoped.value : identityOf(scoped.value)?.namespace
      if (namespace === undefined || namespace === '*') return []
      if (known.some((name) => matchesNamespace(namespace, name))) return []
      const intended = similarTo(namespace, known)
      const hint = intended ? `; did you mean ${intended}?` : ''
      return [
        resultAt(
          scoped.policy,
          scoped.at,
          `no workload is known in namespace ${namespace}${hint}`,
          {
            severity: intended ? 'warning' : 'note',
          },
        ),
      ]
    })
  },
}
