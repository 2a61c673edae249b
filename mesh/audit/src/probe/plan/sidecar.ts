import type { Operation } from '../../inputs/operations.ts'
import { type Caller, callersOf } from '../../matrix/callers.ts'
import type { Door } from '../../world/question.ts'
import { keyOf } from '../../world/workload.ts'
import type { World } from '../../world/world.ts'
import type { Probe, ProbeRequest } from '../probe.ts'
import { type Draft, expectedAt } from './expect.ts'
import { certified, type Guise, impostorsOf } from './guises.ts'
import { otherHosts, otherMethods, requestsAt } from './requests.ts'
import { tricksOn } from './tricks.ts'

/** Every probe of one sidecar: each caller by each operation, impostors, and tricks of those who may and may not. */
export function sidecarProbes(
  world: World,
  door: Door,
  operations: readonly Operation[],
): readonly Probe[] {
  const callers = callersOf(world).filter(
    ({ kind, principal }) => ['service', 'edge', 'identity'].includes(kind) && principal !== null,
  )
  const probeOf = probing(world, door)
  const overTcp = [{ request: undefined, tricky: false }]
  const requests = door.port.protocol === 'http' ? requestsAt(door, operations) : overTcp
  return requests.flatMap(({ request, tricky }) => {
    const plain = callers.map((caller) => byCaller(probeOf, caller, request))
    const [right, wrong] = rightAndWrong(callers, plain)
    if (right?.principal == null) return plain
    const impostors = impostorsOf(right.principal, wrong).map((guise) => probeOf(guise, request))
    if (request === undefined || !tricky) return [...plain, ...impostors]
    const odd = [
      ...tricksOn(request.path).map(({ name, path }) => ({
        ...{ trick: name, request: { ...request, path } },
      })),
      ...otherMethods(request).map((one) => ({ trick: 'another method', request: one })),
      ...otherHosts(request, door.port.number),
    ]
    const tricks = [right, ...(wrong ? [wrong] : [])].flatMap((caller) =>
      odd.map(({ trick, request: other }) => byCaller(probeOf, caller, other, trick)),
    )
    return [...plain, ...impostors, ...tricks]
  })
}

type ProbeOf = (guise: Guise, request: ProbeRequest | undefined, trick?: string) => Probe

const probing =
  (world: World, door: Door): ProbeOf =>
  ({ caller, identity, wear, headers }, request, trick = 'as declared') => {
    const draft: Draft = {
      ...{ caller, identity, wear, trick, target: keyOf(door.workload), port: door.port.number },
      ...(request ? { request: { ...request, headers: { ...request.headers, ...headers } } } : {}),
    }
    return { ...draft, ...expectedAt(world, door, draft) }
  }

/** The caller's own certificate, which is the right one where the policies let it in. */
function byCaller(
  probeOf: ProbeOf,
  { name, principal }: Caller,
  request: ProbeRequest | undefined,
  trick?: string,
): Probe {
  const probe = probeOf(certified(name, 'right', principal ?? ''), request, trick)
  return probe.expected === 'application' ? probe : { ...probe, identity: "another's" }
}

function rightAndWrong(callers: readonly Caller[], probes: readonly Probe[]) {
  const reaches = (caller: Caller) =>
    probes.some(({ caller: name, identity }) => name === caller.name && identity === 'right')
  const [right, wrong] = [callers.find(reaches), callers.find((caller) => !reaches(caller))]
  return [right ?? callers[0], right === undefined ? callers[1] : wrong] as const
}
