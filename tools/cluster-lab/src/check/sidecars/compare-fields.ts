import type { Finding } from '../report.ts'
import type { DestinationFields, FieldsByDestination } from './fields.ts'
import { isObject } from './json.ts'

export interface ComparedFields {
  readonly findings: readonly Finding[]
  readonly fields: number
}

/**
 * Compares what istiod and our compiler tell a caller's proxy about each destination. One that istiod alone sends is a
 * finding, unless it is in `beyond`, or one more address whose routes lead to the others, or to a cluster that the proxy does
 * not have: istiod lists the host of a VirtualService at the port of a ServiceEntry as well.
 */
export function compareDestinations(
  caller: string,
  istiod: FieldsByDestination,
  own: FieldsByDestination,
  beyond: ReadonlySet<string> = new Set(),
): ComparedFields {
  const isKnown = (destination: unknown) =>
    own.has(String(destination)) || beyond.has(String(destination))
  const leadsNowhere = (destination: unknown) =>
    /:\d+( |$)/.test(String(destination)) && !istiod.get(String(destination))?.cluster
  const isAddress = ({ cluster, routes }: DestinationFields) =>
    cluster === null &&
    routes.length > 0 &&
    routes.every(
      ({ direct, destination }) =>
        direct !== null || isKnown(destination) || leadsNowhere(destination),
    )
  const more = [...istiod].filter(([one, fields]) => !isKnown(one) && !isAddress(fields))
  const compared = [...own.keys(), ...more.map(([one]) => one)].map((one) =>
    compareValues(`${caller} → ${one}`, istiod.get(one), own.get(one)),
  )
  return {
    findings: compared.flatMap(({ findings }) => findings),
    fields: compared.reduce((sum, { fields }) => sum + fields, 0),
  }
}

/** Compares two values field by field; undefined is what one side does not have. */
export function compareValues(subject: string, istiod: unknown, own: unknown): ComparedFields {
  const differences = missing(istiod, own) ?? differencesOf(istiod, own)
  const findings = differences.map((what) => ({ check: 'fields', subject, what }))
  return { findings, fields: leaves(own) }
}

function missing(istiod: unknown, own: unknown): readonly string[] | undefined {
  if (istiod === undefined) return ['istiod does not send it']
  return own === undefined ? ['istiod sends it, our compiler does not'] : undefined
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
