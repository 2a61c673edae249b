import type { Finding } from '../report.ts'
import type { HostFields } from './fields.ts'
import { isObject } from './json.ts'

/** Compares what istiod and our compiler tell a caller's proxy about each host of ours. */
export function compareFields(
  caller: string,
  istiod: ReadonlyMap<string, HostFields>,
  own: ReadonlyMap<string, HostFields>,
): { readonly findings: readonly Finding[]; readonly fields: number } {
  const findings: Finding[] = []
  let fields = 0
  for (const [host, ours] of own) {
    const theirs = istiod.get(host)
    const differences = theirs ? differencesOf(theirs, ours) : ['istiod does not send this host']
    fields += leaves(ours)
    for (const what of differences)
      findings.push({ check: 'fields', subject: `${caller} → ${host}`, what })
  }
  return { findings, fields }
}

/** Sentences such as `cluster.limits.pending: istiod 1024, ours 10`. */
export function differencesOf(istiod: unknown, own: unknown, path = ''): readonly string[] {
  const both = isObject(istiod) && isObject(own)
  if (both || (Array.isArray(istiod) && Array.isArray(own) && istiod.length === own.length)) {
    const [left, right] = [istiod, own] as [Record<string, unknown>, Record<string, unknown>]
    return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((key) =>
      differencesOf(left[key], right[key], path ? `${path}.${key}` : key),
    )
  }
  const [left, right] = [JSON.stringify(istiod), JSON.stringify(own)]
  return left === right ? [] : [`${path}: istiod ${left}, ours ${right}`]
}

const leaves = (value: unknown): number =>
  value !== null && typeof value === 'object'
    ? Object.values(value).reduce<number>((sum, inner) => sum + leaves(inner), 0)
    : 1
