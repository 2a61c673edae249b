import type { Question } from '@stoa/mesh/policy'
import type { Door } from '../../world/question.ts'
import { samplePath } from '../../world/sample.ts'
import type { World } from '../../world/world.ts'
import { basesOf } from '../bases.ts'
import { type Case, casesOf, writtenIn } from '../cases.ts'
import { type Demonstration, found, type Rule, show } from '../rule.ts'

export const pathSlipsPast: Rule = {
  code: 'STOA307',
  severity: 'error',
  summary: 'Another spelling of a path that is kept out gets in',
  why: 'A server that merges slashes, decodes or ignores case answers the spelling as it answers the path that is denied.',
  mend: 'Say what is allowed instead of what is denied, and set pathNormalization to what the servers do.',
  check: (world) =>
    casesOf(world, 'DENY', 'ALLOW', 'CUSTOM').flatMap((one) => {
      const excluded = writtenIn(one.rule.rule).filter(
        ({ field, negated }) =>
          field === 'paths' && negated === (one.policy.spec.action === 'ALLOW'),
      )
      return excluded.flatMap(({ values, path }) =>
        values.flatMap((value, index) => {
          const spelling = slips(world, one, samplePath(value))
          if (spelling === undefined) return []
          const message = `${value} is kept out, ${spelling.path} (${spelling.how}) gets in`
          return [
            found(one.policy, [...one.rule.path, ...path, index], message, {
              severity: spelling.severity,
              demonstration: spelling.shown,
            }),
          ]
        }),
      )
    }),
}

interface Spelling {
  readonly how: string
  readonly path: string
  /** Whether the mesh's own normalisation could stop it. */
  readonly severity: 'error' | 'note'
}

const spellingsOf = (path: string): readonly Spelling[] => {
  const cut = path.lastIndexOf('/', path.length - 2)
  const [head, last] = [path.slice(0, cut), path.slice(cut + 1)]
  const spelled = (how: string, changed: string, severity: Spelling['severity']) =>
    changed === path ? [] : [{ how, path: changed, severity }]
  return [
    ...spelled('a second slash', `${head}//${last}`, 'error'),
    ...spelled('a slash encoded', head === '' ? path : `${head}%2F${last}`, 'error'),
    ...spelled('dots', `${head}/./${last}`, 'error'),
    ...spelled('a letter encoded', `${head}/%${hex(last)}${last.slice(1)}`, 'error'),
    ...spelled('upper case', `${head}/${last.toUpperCase()}`, 'note'),
    ...spelled('a parameter', `${head}/${last};x=1`, 'note'),
    ...spelled('a slash at the end', `${path}/`, 'note'),
  ]
}

const hex = (text: string): string => (text.codePointAt(0) ?? 0).toString(16).padStart(2, '0')

/** The first spelling that gets in although the path itself does not. */
function slips(
  world: World,
  { rule, doors }: Case,
  path: string,
): (Spelling & { readonly shown: Demonstration }) | undefined {
  for (const door of doors)
    for (const from of rule.clauses.from)
      for (const to of rule.clauses.to) {
        const asked = to.filter(({ field }) => field !== 'paths')
        for (const base of basesOf(door, from, asked)) {
          const judged = (spelled: string) => judgedAs(world, door, base, spelled)
          if (judged(path) !== undefined) continue
          for (const spelling of spellingsOf(path)) {
            const shown = judged(spelling.path)
            if (shown !== undefined) return { ...spelling, shown }
          }
        }
      }
  return undefined
}

/** What is answered when a path is asked for in this spelling, if it is let in. */
function judgedAs(world: World, door: Door, base: Question, path: string) {
  if (base.request === undefined) return undefined
  const request = { ...base.request, path }
  const shown = show(world, door, { ...base, authorizer: 'deny', request })
  return shown.kind === 'request' && shown.verdict.decision === 'allow' ? shown : undefined
}
