import { isTemplate } from '@stoa/mesh/policy'
import type { World } from '../../world/world.ts'
import { basesOf } from '../bases.ts'
import { type Case, casesOf, writtenIn } from '../cases.ts'
import { found, type Rule, show } from '../rule.ts'

export const templateTrailingSlash: Rule = {
  code: 'STOA504',
  severity: 'error',
  summary: 'A path that is kept out with all below it is itself let in',
  why: "'/admin/{**}' and '/admin/*' mean what is below `/admin/`, and not `/admin`.",
  mend: 'Name the path itself beside what is below it.',
  check: (world) =>
    casesOf(world, 'DENY', 'ALLOW').flatMap((one) =>
      writtenIn(one.rule.rule)
        .filter(
          ({ field, negated }) =>
            field === 'paths' && negated === (one.policy.spec.action === 'ALLOW'),
        )
        .flatMap(({ values, path }) =>
          values.flatMap((value, index) => {
            const bare = bareOf(value)
            const shown = bare === undefined ? undefined : letIn(world, one, bare)
            if (bare === undefined || shown === undefined) return []
            const at = [...one.rule.path, ...path, index]
            return [
              found(one.policy, at, `${value} is kept out, ${bare} gets in`, {
                demonstration: shown,
              }),
            ]
          }),
        ),
    ),
}

function bareOf(value: string): string | undefined {
  const bare = isTemplate(value)
    ? value.endsWith('/{**}') && value.slice(0, -'/{**}'.length)
    : value.endsWith('/*') && value.slice(0, -'/*'.length)
  return bare && !bare.includes('{') ? bare : undefined
}

function letIn(world: World, { rule, doors }: Case, path: string) {
  for (const door of doors)
    for (const from of rule.clauses.from)
      for (const to of rule.clauses.to) {
        const others = to.filter(({ field }) => field !== 'paths')
        for (const base of basesOf(door, from, others)) {
          if (base.request === undefined) continue
          const at = (other: string) =>
            show(world, door, { ...base, request: { ...(base.request ?? never), path: other } })
          const [bare, below] = [at(path), at(`${path}/any`)]
          const isHole =
            bare.kind === 'request' &&
            bare.verdict.decision === 'allow' &&
            below.kind === 'request' &&
            below.verdict.decision === 'deny'
          if (isHole) return bare
        }
      }
  return undefined
}

const never = { method: 'GET', path: '/', host: '', headers: {}, tokens: [] }
