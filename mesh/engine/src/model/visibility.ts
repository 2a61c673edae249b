import { isHostWithin } from './hosts.ts'

interface Exported {
  readonly namespace: string
  readonly spec: { readonly exportTo?: readonly string[] | undefined }
}

/** Whether a resource is visible in a namespace; without `exportTo` it is visible in all. */
export function isVisible({ namespace, spec }: Exported, from: string): boolean {
  const list = spec.exportTo ?? []
  if (list.length === 0) return true
  return list.some(
    (entry) => entry === '*' || entry === from || (entry === '.' && namespace === from),
  )
}

/** Whether both resources are visible in any one namespace. */
export function isVisibleTogether(a: Exported, b: Exported): boolean {
  const [left, right] = [visibleIn(a), visibleIn(b)]
  if (left.includes('*')) return right.length > 0
  if (right.includes('*')) return left.length > 0
  return left.some((one) => right.includes(one))
}

function visibleIn({ namespace, spec }: Exported): readonly string[] {
  const list = spec.exportTo ?? []
  if (list.length === 0) return ['*']
  return list.filter((entry) => entry !== '~').map((entry) => (entry === '.' ? namespace : entry))
}

/** The host, possibly a wildcard, that matches `host` most specifically. */
export const mostSpecific = (hosts: readonly string[], host: string): string | undefined =>
  hosts
    .filter((candidate) => isHostWithin(host, candidate))
    .sort((a, b) => Number(a.startsWith('*')) - Number(b.startsWith('*')) || b.length - a.length)[0]
