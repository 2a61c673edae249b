import type { MeshModel } from '@stoa/mesh/policy'
import { strangerOf } from '../../world/question.ts'
import { keyOf } from '../../world/workload.ts'
import type { World } from '../../world/world.ts'
import { basesOf } from '../bases.ts'
import { found, type Rule, show } from '../rule.ts'

export const forgeableHeader: Rule = {
  code: 'STOA606',
  severity: 'error',
  summary: 'A header that carries verified claims can be sent by a client where nobody checks it',
  why: 'The proxy sets and cleans the header only where the RequestAuthentication counts; by another way a client writes the claims itself.',
  mend: 'Let the same RequestAuthentication count at every gateway, and let nobody but the gateway call the services behind it.',
  check: (world) =>
    world.mesh.RequestAuthentication.flatMap((policy) => {
      const headers = (policy.spec.jwtRules ?? []).flatMap((rule) => [
        ...(rule.outputPayloadToHeader ? [rule.outputPayloadToHeader] : []),
        ...(rule.outputClaimToHeaders ?? []).map(({ header }) => header),
      ])
      const [header] = headers
      const gateways = world.reachedBy(policy).filter(({ kind }) => kind === 'gateway')
      if (header === undefined || gateways.length === 0) return []
      const shown = forged(world, header.toLowerCase())
      if (shown === undefined) return []
      const message = `${header} reaches ${keyOf(shown.door.workload)} as the client wrote it`
      return [found(policy, ['spec', 'jwtRules'], message, { demonstration: shown.shown })]
    }),
}

/** A request with the header written by a client that gets in with it. */
function forged(world: World, header: string) {
  const behind = behindGateways(world.mesh)
  const doors = world.doors.filter(
    ({ workload, port }) =>
      port.protocol === 'http' &&
      (workload.kind === 'gateway' || workload.hosts.some((host) => behind.has(host))),
  )
  for (const door of doors) {
    const callers = door.workload.kind === 'gateway' ? [null] : [null, strangerOf(world.mesh)]
    for (const base of basesOf(door, [], []))
      for (const principal of callers) {
        if (base.request === undefined) continue
        const request = {
          ...base.request,
          headers: { ...base.request.headers, [header]: 'forged' },
        }
        const shown = show(world, door, { ...base, client: { ...base.client, principal }, request })
        const passes =
          shown.kind === 'request' &&
          shown.verdict.decision === 'allow' &&
          !Object.hasOwn(shown.verdict.headers, header)
        if (passes) return { door, shown }
      }
  }
  return undefined
}

const behindGateways = ({ VirtualService }: MeshModel): ReadonlySet<string> =>
  new Set(
    VirtualService.filter(({ spec }) =>
      (spec.gateways ?? []).some((name) => name !== 'mesh'),
    ).flatMap(({ spec }) =>
      spec.http.flatMap(({ route = [] }) => route.map(({ destination }) => destination.host)),
    ),
  )
