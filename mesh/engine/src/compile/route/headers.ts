import { type HeaderOperations, isAuthority } from '../../model/kinds/header-operations.ts'
import type { Config } from '../config.ts'

export interface HeaderChange {
  readonly config: Config
  /** The new authority of the request, which Envoy does not treat as a header. */
  readonly authority: string | undefined
}

type Values = Readonly<Record<string, string>> | undefined

const isInternal = (name: string) => name.startsWith(':') || name.toLowerCase() === 'host'

/** The header changes of a route: set before added, sorted by name. */
export function headerChange({ request, response }: HeaderOperations = {}): HeaderChange {
  const authority = authorityIn(request?.set) ?? authorityIn(request?.add)
  return {
    authority,
    config: {
      ...list('request_headers_to_add', [...set(request?.set), ...add(request?.add)]),
      ...list('request_headers_to_remove', request?.remove ?? []),
      ...list('response_headers_to_add', [...set(response?.set), ...add(response?.add)]),
      ...list('response_headers_to_remove', response?.remove ?? []),
    },
  }
}

/** Concatenates two header changes. */
export function joinChanges(first: Config, second: Config): Config {
  const keys = [...new Set([...Object.keys(first), ...Object.keys(second)])]
  return Object.fromEntries(
    keys.map((key) => [key, [...asList(first[key]), ...asList(second[key])]]),
  )
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const list = (field: string, values: readonly unknown[]): Config =>
  values.length > 0 ? { [field]: values } : {}

const authorityIn = (values: Values) =>
  Object.entries(values ?? {}).find(([name]) => isAuthority(name))?.[1]

const set = (values: Values) => changes(values, 'OVERWRITE_IF_EXISTS_OR_ADD')
const add = (values: Values) => changes(values, 'APPEND_IF_EXISTS_OR_ADD')

const changes = (values: Values, append_action: string): readonly Config[] =>
  Object.entries(values ?? {})
    .filter(([name]) => !isInternal(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => ({ header: { key, value }, append_action }))
