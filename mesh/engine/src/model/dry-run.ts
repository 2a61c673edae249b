import type { Resource } from './resource.ts'

export const dryRunAnnotation = 'istio.io/dry-run'

const booleans: ReadonlyMap<string, boolean> = new Map([
  ...['1', 't', 'T', 'TRUE', 'true', 'True'].map((text) => [text, true] as const),
  ...['0', 'f', 'F', 'FALSE', 'false', 'False'].map((text) => [text, false] as const),
])

/** Whether a policy is in dry run: the proxy counts its matches but does not enforce it. */
export const isDryRun = ({ annotations }: Pick<Resource<unknown>, 'annotations'>): boolean =>
  booleans.get(annotations[dryRunAnnotation] ?? '') ?? false

/** Why Istio rejects the dry-run annotation of an object, or undefined. */
export function dryRunError(
  kind: string,
  annotations: Readonly<Record<string, string>>,
  action: unknown,
): string | undefined {
  const value = annotations[dryRunAnnotation]
  if (value === undefined) return undefined
  if (kind !== 'AuthorizationPolicy') return `has unsupported annotation ${dryRunAnnotation}`
  if (!booleans.has(value))
    return `has annotation ${dryRunAnnotation} with invalid value (${value})`
  if (action !== 'ALLOW' && action !== 'DENY')
    return `the annotation ${dryRunAnnotation} currently only supports action ALLOW/DENY, found action ${action}`
  return undefined
}
