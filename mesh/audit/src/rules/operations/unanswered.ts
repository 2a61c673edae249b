import type { Clause, Path } from '@stoa/mesh/policy'
import { samplesOf } from '../../operations/samples.ts'
import { acting, type RuleOf, rulesOf } from '../../world/policies.ts'
import { ask, type Door } from '../../world/question.ts'
import type { World } from '../../world/world.ts'
import { found, type Rule, show } from '../rule.ts'
import { answeringOf, isAnswered, isCommon } from './facts.ts'

const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

export const permittedUnanswered: Rule = {
  code: 'STOA931',
  severity: 'warning',
  summary: 'A policy lets in requests that no operation of the service answers',
  why: 'What the service does not say that it answers nobody has thought about: its metrics, or what it will answer next.',
  mend: 'Name the paths and methods of its openapi.json, no wider.',
  check: (world) =>
    answeringOf(world).flatMap(({ door, operations }) =>
      acting(door.mesh.AuthorizationPolicy, 'ALLOW')
        .flatMap((policy) => rulesOf(policy, door.mesh))
        .flatMap((rule) =>
          rule.clauses.to.flatMap((to) => {
            const watched = isForWatchers(world, rule)
            const beyond = combinations(to).find(
              ({ method, path }) =>
                !isAnswered(operations, method, path) && !(watched && isCommon(method, path)),
            )
            return beyond ? [findingOf(world, door, rule, beyond)] : []
          }),
        ),
    ),
}

/** Whether a rule is for those alone who run beside the mesh, such as what gathers measurements. */
const isForWatchers = ({ inventory }: World, { clauses }: RuleOf): boolean =>
  clauses.from.every((from) => {
    const named = from.find(({ field }) => field === 'principals')?.values ?? []
    return (
      named.length > 0 &&
      named.every((one) => !one.includes('*') && !inventory.byPrincipal.has(one))
    )
  })

interface Combination {
  readonly method: string
  readonly path: string
  readonly at: Path
}

/** Every method with samples of every path that an alternative lets in. */
function combinations(to: readonly Clause[]): readonly Combination[] {
  const find = (field: string) => to.find((one) => one.field === field)
  const [methods, paths] = [find('methods'), find('paths')]
  if ((methods?.refused.length ?? 0) + (paths?.refused.length ?? 0) > 0) return []
  const named = (methods?.values.length ?? 0) > 0 ? (methods?.values ?? []) : ['*']
  const asked = named.flatMap((method) => (method.includes('*') ? verbs : [method]))
  const patterns = (paths?.values.length ?? 0) > 0 ? (paths?.values ?? []) : ['*']
  return patterns.flatMap((pattern, index) =>
    samplesOf(pattern).flatMap((path) =>
      asked.map((method) => ({ method, path, at: paths ? [...paths.path, index] : [] })),
    ),
  )
}

function findingOf(world: World, door: Door, rule: RuleOf, { method, path, at }: Combination) {
  const from = rule.clauses.from[0]?.find(({ field }) => field === 'principals')?.values[0] ?? null
  const question = ask(door, from, { method, path })
  return found(
    rule.policy,
    [...rule.path, ...at],
    `lets in ${method} ${path}, which ${door.workload.name} does not say that it answers`,
    { demonstration: show(world, door, question) },
  )
}
