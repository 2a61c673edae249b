import type { Condition, Source } from '../../model/kinds/authorization-policy.ts'
import { quoteRegex } from '../../model/strings.ts'
import type { Config } from '../config.ts'
import type { Field } from './field.ts'
import { headerMatcher, stringMatcher, tokenMatcher } from './match.ts'

const authenticated = (name: Config): Config => ({ authenticated: { principal_name: name } })

const principal = (value: string): Config => authenticated(stringMatcher(value, 'spiffe://'))

function namespace(value: string): Config {
  const pattern = value.split('*').map(quoteRegex).join('.*')
  return authenticated({ safe_regex: { regex: `.*/ns/${pattern}/.*` } })
}

/** `iss/sub`, split at the last slash; a star stands for any text that is not empty. */
function requestPrincipal(value: string): Config {
  const [issuer, subject] = splitRequestPrincipal(value)
  const half = (claim: string, text: string): Config => ({
    sourced_metadata: tokenMatcher([claim], { string_match: stringMatcher(text) }),
  })
  return { and_ids: { ids: [half('iss', issuer), half('sub', subject)] } }
}

export function splitRequestPrincipal(value: string): readonly [string, string] {
  const slash = value.lastIndexOf('/')
  if (slash >= 0) return [value.slice(0, slash), value.slice(slash + 1)]
  if (value === '*') return ['*', '*']
  return value.startsWith('*') ? ['*', value.slice(1)] : [value, '*']
}

function claim(key: string, value: string): Config {
  const path = [...key.matchAll(/\[([^[\]]+)\]/g)].map(([, name]) => name ?? '')
  const text = { string_match: stringMatcher(value) }
  return {
    sourced_metadata: tokenMatcher(path, {
      or_match: { value_matchers: [text, { list_match: { one_of: text } }] },
    }),
  }
}

const header = (key: string, value: string): Config => ({
  header: headerMatcher(key.slice('request.headers['.length, -1), value),
})

export const sourceFields = (source: Source): readonly Field[] => [
  { values: source.principals, refused: source.notPrincipals, match: principal, http: false },
  { values: source.namespaces, refused: source.notNamespaces, match: namespace, http: false },
  {
    values: source.requestPrincipals,
    refused: source.notRequestPrincipals,
    match: requestPrincipal,
    http: true,
  },
]

export const conditionField = ({ key, values, notValues }: Condition): Field => ({
  values,
  refused: notValues,
  http: true,
  match: (value) => (key.startsWith('request.headers[') ? header(key, value) : claim(key, value)),
})
