import { z } from 'zod'
import { ipBlock } from './common.ts'
import { serviceAccountError, wildcardError } from './policy-values.ts'

const plain = [
  'source.ip',
  'remote.ip',
  'source.namespace',
  'source.serviceAccount',
  'source.principal',
  'source.trustDomain',
  'request.auth.principal',
  'request.auth.audiences',
  'request.auth.presenter',
  'destination.ip',
  'destination.port',
  'connection.sni',
]
const keyed = ['request.headers', 'request.auth.claims', 'experimental.envoy.filters.']
const retired: Readonly<Record<string, string>> = {
  'destination.namespace': 'is replaced by the metadata.namespace',
  'destination.name': 'is deprecated: only supported in v1alpha1',
  'destination.user': 'is deprecated: only supported in v1alpha1',
}

/** A `when` key that Istio supports, with a name in brackets where it needs one. */
export const conditionKey = z.string().superRefine((key, context) => {
  const message = conditionKeyError(key)
  if (message !== undefined) context.addIssue({ code: 'custom', message })
})

function conditionKeyError(key: string): string | undefined {
  if (key === '') return '`key` must not be empty'
  if (plain.includes(key)) return undefined
  if (retired[key]) return `attribute ${key} ${retired[key]}`
  if (key.startsWith('destination.labels'))
    return `attribute ${key} is replaced by the workload selector`
  if (!keyed.some((prefix) => key.startsWith(prefix))) return `unknown attribute: ${key}`
  const open = key.indexOf('[')
  return key.endsWith(']') && open > 0 && open < key.length - 2
    ? undefined
    : `bad key (${key}): should have format a[b]`
}

/** Why the values of a condition are invalid for its key, or undefined. */
export function conditionValuesError(key: string, values: readonly string[]): string | undefined {
  const firstError = (errorOf: (value: string) => string | undefined) =>
    values.map(errorOf).find((one) => one !== undefined)
  switch (key) {
    case 'source.ip':
    case 'remote.ip':
    case 'destination.ip':
      return firstError((value) =>
        ipBlock.safeParse(value).success ? undefined : `bad IP address or CIDR range (${value})`,
      )
    case 'destination.port':
      return firstError((value) =>
        /^\d+$/.test(value) && Number(value) <= 65_535 ? undefined : `bad port (${value})`,
      )
    case 'source.serviceAccount':
      return values.length > 16
        ? 'may not have more than 16 values'
        : firstError(serviceAccountError)
    case 'source.trustDomain':
      return firstError(wildcardError)
    default:
      return undefined
  }
}
