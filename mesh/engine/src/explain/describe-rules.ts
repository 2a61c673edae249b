import { isDryRun } from '../model/dry-run.ts'
import type { AuthorizationPolicy } from '../model/kinds/authorization-policy.ts'
import type { Resource } from '../model/resource.ts'
import type { RuleStatement } from './explanation.ts'

/**
 * The rules of a policy in plain English; a policy without rules has one statement that says so.
 */
export function describeRules(policy: Resource<AuthorizationPolicy>): readonly RuleStatement[] {
  const { spec, namespace, name } = policy
  const action = `${spec.action}${isDryRun(policy) ? ' (dry run)' : ''}`
  const common = { action, policy: `${namespace}/${name}` }
  const { rules = [] } = spec
  if (rules.length === 0)
    return [
      { ...common, text: 'matches no request', who: [], what: [], at: policy.locate(['spec']) },
    ]
  return rules.map(({ from = [], to = [], when = [] }, index) => {
    const who = from.length > 0 ? from.map(({ source }) => describeLists(source)) : ['any caller']
    const what =
      to.length > 0 ? to.map(({ operation }) => describeLists(operation)) : ['any request']
    const conditions = when.map(({ key, ...lists }) => describeLists(lists, key))
    const condition = conditions.length > 0 ? [`when ${conditions.join(' and ')}`] : []
    return {
      ...common,
      who,
      what,
      text: [who.join(' or '), 'may call', what.join(' or '), ...condition].join(' '),
      at: policy.locate(['spec', 'rules', index]),
    }
  })
}

type Lists = Readonly<Record<string, readonly string[] | undefined>>

/** The fields of one entry with their values; negated ones with "not". */
const describeLists = (lists: Lists, name?: string): string =>
  Object.entries(lists)
    .flatMap(([field, values]) => {
      if (values === undefined || values.length === 0) return []
      const plain = /^not[A-Z]/.test(field)
        ? `not ${field[3]?.toLowerCase()}${field.slice(4)}`
        : field
      const label = name === undefined ? plain : `${name}${plain.startsWith('not') ? ' not' : ''}`
      return [`${label} ${values.join(', ')}`]
    })
    .join('; ')
