import type { Operation } from '../../inputs/operations.ts'
import type { Door } from '../../world/question.ts'
import { keyOf } from '../../world/workload.ts'
import type { World } from '../../world/world.ts'
import type { Probe, ProbeRequest, TokenKind } from '../probe.ts'
import { type Draft, expectedOutside } from './expect.ts'
import { otherHosts, otherMethods, requestsAt } from './requests.ts'
import { tricksOn } from './tricks.ts'

const kinds: readonly TokenKind[] = [
  'valid',
  'expired',
  "signed with another's key",
  "another issuer's",
  "for another's audience",
  'malformed',
]

/** Every probe of a gateway: each operation of each service with every kind of token and without, and tricks. */
export function edgeProbes(
  world: World,
  door: Door,
  operations: readonly Operation[],
): readonly Probe[] {
  const probe = (request: ProbeRequest, token?: TokenKind, trick = 'as declared'): Probe => {
    const draft: Draft = {
      ...{ caller: 'somebody outside', wear: { kind: 'tls' }, trick, request },
      ...{ identity: token === undefined ? 'no token' : `token ${token}` },
      ...{ target: keyOf(door.workload), port: door.port.number },
      ...(token === undefined ? {} : { token }),
    }
    return { ...draft, ...expectedOutside(world, door, draft) }
  }
  return requestsAt(door, operations).flatMap(({ request, tricky }) => {
    const declared = [undefined, ...kinds].map((token) => probe(request, token))
    if (!tricky) return declared
    const odd = [
      ...tricksOn(request.path).map(({ name, path }) => ({
        ...{ trick: name, request: { ...request, path } },
      })),
      ...otherMethods(request).map((one) => ({ trick: 'another method', request: one })),
      ...otherHosts(request, door.port.number),
      { trick: 'forged headers', request: { ...request, headers: forged } },
    ]
    return [
      ...declared,
      ...odd.flatMap(({ trick, request: other }) => [
        probe(other, undefined, trick),
        probe(other, 'valid', trick),
      ]),
    ]
  })
}

const forged = {
  'x-forwarded-client-cert': 'By=probe;Hash=00;URI=spiffe://cluster.local/ns/commerce/sa/gateway',
  'x-stoa-claims': Buffer.from('{"sub":"probe","roles":["operator"]}').toString('base64url'),
}
