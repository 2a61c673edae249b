import type { LocalityLbSetting } from '../../model/kinds/destination-rule/locality.ts'
import type { ServiceEndpoint } from './endpoints.ts'

/** Endpoints of one locality that are tried together. */
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

/** In which order, or in which shares, localities get the caller's requests. */
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

/** 0 in the same subzone, 3 in another region, 4 in one that is not the one to fail over to. */
function distance(from: string, to: string, failover: LocalityLbSetting['failover'] = []): number {
  const [own, other] = [parts(from), parts(to)]
  if (own.region === other.region) {
    if (own.zone !== other.zone) return 2
    return own.subzone === other.subzone ? 0 : 1
  }
  const rule = failover.find((one) => one.from === own.region)
  return rule !== undefined && rule.to !== other.region ? 4 : 3
}

/** Envoy wants priorities without a gap. */
function compact(groups: readonly Group[]): readonly Group[] {
  const order = [...new Set(groups.map(({ priority }) => priority))].sort((a, b) => a - b)
  return groups.map((group) => ({ ...group, priority: order.indexOf(group.priority) }))
}

/** The more of the labels, from the first on, an endpoint shares with the caller, the earlier it is tried. */
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

/** Labels of a place are what the locality says. */
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

/** Shares by the caller's locality; places that get none get nothing. */
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
