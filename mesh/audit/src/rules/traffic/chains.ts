import { workloadsByName } from '../../graphs/names.ts'
import { keyOf } from '../../world/workload.ts'
import type { World } from '../../world/world.ts'
import { type Hop, hopsOf } from './hops.ts'

/**
 * Two hops of which the second happens while the caller of the first one waits. A service that also consumes
 * messages may call on their behalf, so nothing is said of it.
 */
export function chainsOf(world: World): readonly (readonly [Hop, Hop])[] {
  const workloadOf = workloadsByName(world)
  const calls = new Map(
    world.services
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
  const hops = hopsOf(world)
  const byCaller = Map.groupBy(hops, ({ from }) => from)
  return hops.flatMap((first) => {
    const middle = keyOf(first.to)
    const onward = calls.get(middle)
    return (byCaller.get(middle) ?? [])
      .filter(({ to }) => onward?.has(keyOf(to)))
      .map((second) => [first, second] as const)
  })
}

/** One of the chains for each pair of routes. */
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
