import type { Clause } from '@stoa/mesh/policy'
import { pathOf } from '../../operations/template.ts'
import { acting, rulesOf } from '../../world/policies.ts'
import { matchesPath, matchesPattern, samplePath } from '../../world/sample.ts'
import { fact, found, type Rule } from '../rule.ts'
import { type AtEdge, operationsAtEdge } from './behind-edge.ts'
import { edgesOf, entersFrom } from './facts.ts'

export const leadsNowhere: Rule = {
  code: 'STOA940',
  severity: 'warning',
  summary: 'A rule at the edge lets in requests that no operation behind it answers',
  why: 'It is a door to nothing today, and to whatever is routed there tomorrow.',
  mend: 'Take the method or the path out of the rule.',
  check: (world) =>
    edgesOf(world).flatMap((edge) => {
      const here = operationsAtEdge(world).filter((one) => one.edge === edge)
      if (here.length === 0) return []
      return acting(edge.mesh.AuthorizationPolicy, 'ALLOW')
        .flatMap((policy) => rulesOf(policy, edge.mesh))
        .flatMap(({ policy, path, clauses }) =>
          clauses.to.flatMap((to) =>
            pairsOf(to)
              .filter(({ method, pattern }) => !here.some((one) => takes(one, method, pattern)))
              .map(({ method, pattern, at }) =>
                found(policy, [...path, ...at], `${method} ${pattern} leads to no operation`, {
                  demonstration: fact(
                    `${method} ${samplePath(pattern)} from outside is let in and answered by nobody`,
                  ),
                }),
              ),
          ),
        )
    }),
}

const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

function pairsOf(to: readonly Clause[]) {
  const [methods, paths] = ['methods', 'paths'].map((field) =>
    to.find((one) => one.field === field),
  )
  const written = methods && methods.values.length > 0 ? methods.values : ['*']
  const named = written.flatMap((method) => (method === '*' ? verbs : [method]))
  return (paths?.values ?? []).flatMap((pattern, index) =>
    named.map((method) => ({ method, pattern, at: [...(paths?.path ?? []), index] })),
  )
}

const takes = ({ operation, door, passage, without }: AtEdge, method: string, pattern: string) =>
  matchesPattern(method, operation.method) &&
  matchesPath(pattern, pathOf(operation.path)) &&
  (entersFrom(passage, door) || entersFrom(without, door))
