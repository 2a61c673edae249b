import type { Finding } from '../report.ts'
import type { HostFields } from './fields.ts'
import { isObject } from './json.ts'

export interface ComparedFields {
  readonly findings: readonly Finding[]
  readonly fields: number
}

/** Compares what istiod and our compiler tell a caller's proxy about each host of ours. */
export function compareHosts(
  caller: string,
  istiod: ReadonlyMap<string, HostFields>,
  own: ReadonlyMap<string, HostFields>,
): ComparedFields {
  const compared = [...own].map(([host, ours]) =>
    compareValues(`${caller} → ${host}`, istiod.get(host), ours),
  )
  return {
    findings: compared.flatMap(({ findings }) => findings),
    fields: compared.reduce((sum, { fields }) => sum + fields, 0),
  }
}

/** Compares two values field by field; undefined is what istiod does not send. */
export function compareValues(subject: string, istiod: unknown, own: unknown): ComparedFields {
  const differences =
    istiod === undefined ? ['istiod does not send it'] : differencesOf(istiod, own)
  const findings = differences.map((what) => ({ check: 'fields', subject, what }))
  return { findings, fields: leaves(own) }
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
