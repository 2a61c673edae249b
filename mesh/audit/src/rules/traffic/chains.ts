import type { AuditContext } from '../../context/audit-context.ts'
import { keyOf } from '../../context/workload.ts'
import { workloadsByName } from '../../graphs/workloads-by-name.ts'
import { type Hop, hopsOf } from './hops.ts'

/**
 * Pairs of hops where the second is made while the caller of the first waits. Services that consume messages
 * are left out, because they may call on behalf of a message.
 */
export function chainsOf(context: AuditContext): readonly (readonly [Hop, Hop])[] {
  const workloadOf = workloadsByName(context)
  const calls = new Map(
    context.services
      .filter(({ consumes }) => consumes.length === 0)
      .flatMap(({ name, calls: called }) => {
        const workload = workloadOf(name)
        const to = called.flatMap((one) => {
          const target = workloadOf(one)
          return target ? [keyOf(target)] : []
        })
        return workload ? [[keyOf(workload), new Set(to)] as const] : []
      }),
  )
  const hops = hopsOf(context)
  const byCaller = Map.groupBy(hops, ({ from }) => from)
  return hops.flatMap((first) => {
    const middle = keyOf(first.to)
    const onward = calls.get(middle)
    return (byCaller.get(middle) ?? [])
      .filter(({ to }) => onward?.has(keyOf(to)))
      .map((second) => [first, second] as const)
  })
}

/** One chain for each pair of routes. */
export const onePerRoutes = (
  chains: readonly (readonly [Hop, Hop])[],
): readonly (readonly [Hop, Hop])[] => [
  ...new Map(
    chains.map((chain) => [
      chain
        .map(({ service, index }) => JSON.stringify(service.locate(['spec', 'http', index])))
        .join(),
      chain,
    ]),
  ).values(),
]
