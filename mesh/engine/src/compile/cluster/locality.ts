import type { LocalityLbSetting } from '../../model/kinds/destination-rule/locality.ts'
import type { ServiceEndpoint } from './endpoints.ts'

/** Endpoints of one locality with the same priority. */
export interface Group {
  readonly locality: string
  readonly priority: number
  readonly weight?: number
  readonly endpoints: readonly ServiceEndpoint[]
}

interface Caller {
  readonly locality: string
  readonly labels: Readonly<Record<string, string>>
}

/**
 * Groups endpoints by locality, with the priority (failover) or weight (distribution) of each
 * group.
 */
export function groupsOf(
  endpoints: readonly ServiceEndpoint[],
  caller: Caller,
  setting: LocalityLbSetting | undefined,
  failsOver: boolean,
): readonly Group[] {
  const plain = [...Map.groupBy(endpoints, ({ locality }) => locality)].map(
    ([locality, members]) => ({
      locality,
      priority: 0,
      endpoints: members,
    }),
  )
  if (setting === undefined || setting.enabled === false) return plain
  if (setting.distribute !== undefined) return distributed(plain, caller, setting.distribute)
  if (!failsOver) return plain
  const labelled = setting.failoverPriority?.length
    ? byLabels(plain, caller, setting.failoverPriority)
    : plain
  if (setting.failoverPriority?.length && !setting.failover?.length) return compact(labelled)
  return compact(
    compact(labelled).map((group) => ({
      ...group,
      priority: group.priority * 5 + distance(caller.locality, group.locality, setting.failover),
    })),
  )
}

const parts = (locality: string) => {
  const [region = '', zone = '', subzone = ''] = locality.split('/')
  return { region, zone, subzone }
}

/**
 * 0 in the same subzone, 3 in another region, 4 in a region that is not the configured failover.
 */
function distance(from: string, to: string, failover: LocalityLbSetting['failover'] = []): number {
  const [own, other] = [parts(from), parts(to)]
  if (own.region === other.region) {
    if (own.zone !== other.zone) return 2
    return own.subzone === other.subzone ? 0 : 1
  }
  const rule = failover.find((one) => one.from === own.region)
  return rule !== undefined && rule.to !== other.region ? 4 : 3
}

/** Renumbers priorities without gaps, as Envoy requires. */
function compact(groups: readonly Group[]): readonly Group[] {
  const order = [...new Set(groups.map(({ priority }) => priority))].sort((a, b) => a - b)
  return groups.map((group) => ({ ...group, priority: order.indexOf(group.priority) }))
}

/**
 * Failover by labels: the more of the leading labels an endpoint shares with the caller, the higher
 * its priority.
 */
function byLabels(
  groups: readonly Group[],
  caller: Caller,
  labels: readonly string[],
): readonly Group[] {
  const wanted = labels.map((label) => {
    const [name = '', value] = label.split('=')
    return [name, value ?? labelOf(caller, name)] as const
  })
  const priorityOf = (endpoint: ServiceEndpoint) => {
    const miss = wanted.findIndex(([name, value]) => value !== labelOf(endpoint, name))
    return miss < 0 ? 0 : labels.length - miss
  }
  return groups.flatMap((group) =>
    [...Map.groupBy(group.endpoints, priorityOf)].map(([priority, endpoints]) => ({
      ...group,
      priority,
      endpoints,
    })),
  )
}

/** The value of a label; topology labels come from the locality. */
function labelOf({ locality, labels }: Caller, name: string): string | undefined {
  const { region, zone, subzone } = parts(locality)
  const places: Readonly<Record<string, string>> = {
    'topology.kubernetes.io/region': region,
    'topology.kubernetes.io/zone': zone,
    'topology.istio.io/subzone': subzone,
  }
  return labels[name] ?? places[name]
}

const matchesLocality = (pattern: string, locality: string): boolean => {
  const wanted = pattern.split('/')
  const own = locality.split('/')
  return wanted.every((part, index) => part === '*' || part === (own[index] ?? ''))
}

/** Distributes requests by the caller's locality; localities without a weight get none. */
function distributed(
  groups: readonly Group[],
  caller: Caller,
  rules: NonNullable<LocalityLbSetting['distribute']>,
): readonly Group[] {
  const rule = rules.find(({ from }) => matchesLocality(from, caller.locality))
  if (rule === undefined) return groups
  const remaining = new Set(groups)
  return Object.entries(rule.to).flatMap(([to, share]) => {
    const matching = [...remaining].filter(({ locality }) => matchesLocality(to, locality))
    for (const group of matching) remaining.delete(group)
    const total = matching.reduce((sum, { endpoints }) => sum + weightOf(endpoints), 0)
    return matching.map((group) => ({
      ...group,
      weight: Math.ceil((weightOf(group.endpoints) * share) / total),
    }))
  })
}

const weightOf = (endpoints: readonly ServiceEndpoint[]) =>
  endpoints.reduce((sum, { weight }) => sum + weight, 0)
