import { hasSelector, type RequestAuthentication, type Resource } from '@stoa/mesh/policy'
import type { World } from '../../world/world.ts'
import { basesOf } from '../bases.ts'
import { type Demonstration, show } from '../rule.ts'
import { isTokenAskedFor } from './asks.ts'

export interface Unasked {
  readonly policy: Resource<RequestAuthentication>
  readonly shown: Demonstration | undefined
}

/** Policies that check tokens at workloads of which none asks for one. */
export const unasked = (world: World, withSelector: boolean): readonly Unasked[] =>
  world.mesh.RequestAuthentication.filter(
    ({ spec }) => (spec.jwtRules ?? []).length > 0 && hasSelector(spec) === withSelector,
  ).flatMap((policy) => {
    const doors = world
      .reachedBy(policy)
      .flatMap((workload) => workload.ports.map((port) => world.doorOf(workload, port)))
      .filter(({ port }) => port.protocol === 'http')
    if (doors.length === 0 || doors.some(isTokenAskedFor)) return []
    const shown = doors
      .flatMap((door) =>
        basesOf(door, [], []).map((question) =>
          show(world, door, { ...question, ...without(question.request) }),
        ),
      )
      .find((one) => one.kind === 'request' && one.verdict.decision === 'allow')
    return shown ? [{ policy, shown }] : []
  })

const without = <R extends object>(request: R | undefined) =>
  request === undefined ? {} : { request: { ...request, tokens: [] } }
