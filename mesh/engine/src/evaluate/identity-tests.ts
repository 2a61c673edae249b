import type { Clause } from '../model/clauses.ts'
import { escapeRegex, parseStringRule } from '../model/strings.ts'
import type { FilterContext } from './filter-context.ts'

type Test = (value: string, context: FilterContext, clause: Clause, namespace: string) => boolean

/** Tests the client's SPIFFE ID; false without a client certificate. */
const ofIdentity =
  (test: (id: string, value: string, namespace: string) => boolean): Test =>
  (value, { client }, _, namespace) =>
    client.principal !== null && test(`spiffe://${client.principal}`, value, namespace)

const whole = (pattern: string, text: string) => new RegExp(`^(?:${pattern})$`).test(text)

export const identityTests = {
  principals: ofIdentity((id, value) => {
    const rule = parseStringRule(value)
    switch (rule.kind) {
      case 'present':
        return true
      case 'suffix':
        return whole(`spiffe://.*${escapeRegex(rule.text)}`, id)
      case 'prefix':
        return id.startsWith(`spiffe://${rule.text}`)
      case 'exact':
        return id === `spiffe://${rule.text}`
    }
  }),
  namespaces: ofIdentity((id, value) =>
    whole(`.*/ns/${value.split('*').map(escapeRegex).join('.*')}/.*`, id),
  ),
  serviceAccounts: ofIdentity((id, value, own) => {
    const [namespace, account] = value.includes('/') ? value.split('/') : [own, value]
    const pattern = `spiffe://.+/ns/${escapeRegex(namespace ?? '')}/(.+/|)sa/${escapeRegex(account ?? '')}(/.+)?`
    return whole(pattern, id)
  }),
  trustDomains: ofIdentity((id, value) => {
    const [before = '', ...after] = value.split('*')
    if (value === '*') return true
    if (after.length === 0) return id.startsWith(`spiffe://${value}/`)
    return whole(`spiffe://${escapeRegex(before)}[^/]*${escapeRegex(after.join('*'))}/.*`, id)
  }),
} satisfies Readonly<Record<string, Test>>
