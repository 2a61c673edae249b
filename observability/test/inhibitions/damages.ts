import type { Inhibition } from './evaluate.ts'

type Damage = readonly [what: string, rules: readonly Inhibition[]]

const members = /\w+(?:\|\w+)+/

/** A matcher without one of the names between its bars, once for each. */
function withoutMember(matcher: string): string[] {
  const [list] = members.exec(matcher) ?? []
  const names = list?.split('|') ?? []
  return names.map((name) =>
    matcher.replace(members, names.filter((one) => one !== name).join('|')),
  )
}

const fields = ['source_matchers', 'target_matchers', 'equal'] as const

/** A rule without one matcher, one equal label or one name of a list, once for each. */
const damagedBy = (rule: Inhibition): Damage[] =>
  fields.flatMap((field) =>
    rule[field].flatMap((text, at): Damage[] => {
      const replaced = (by: readonly string[]) => ({
        ...rule,
        [field]: rule[field].toSpliced(at, 1, ...by),
      })
      const isNeeded = field !== 'equal' && rule[field].length === 1
      return [
        ...(isNeeded ? [] : [[`${text} removed from ${field}`, [replaced([])]] as const]),
        ...withoutMember(text).map((by) => [`${text} made ${by}`, [replaced([by])]] as const),
      ]
    }),
  )

/** The rules with every damage that a careless edit does: a rule, a matcher, a label or a name that is gone. */
export const damages = (rules: readonly Inhibition[]): Damage[] =>
  rules.flatMap((rule, at) =>
    ([['removed', []], ...damagedBy(rule)] as Damage[]).map(
      ([what, by]): Damage => [`rule ${at + 1}: ${what}`, rules.toSpliced(at, 1, ...by)],
    ),
  )
