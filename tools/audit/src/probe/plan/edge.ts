import type { HttpRequest, Token } from '@stoa/mesh/policy'
import type { Operation } from '../../inputs/operations.ts'
import { throughEdge } from '../../operations/through-edge.ts'
import type { Door } from '../../world/question.ts'
import { keyOf } from '../../world/workload.ts'
import type { World } from '../../world/world.ts'
import type { Answer, Probe, ProbeRequest, TokenKind } from '../probe.ts'
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
    const { expected, by } = expectedAt(world, door, request, token)
    return {
      ...{ caller: 'somebody outside', wear: { kind: 'tls' }, trick, expected, by, request },
      ...{ identity: token === undefined ? 'no token' : `token ${token}` },
      ...{ target: keyOf(door.workload), port: door.port.number },
      ...(token === undefined ? {} : { token }),
    }
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

function expectedAt(
  world: World,
  door: Door,
  request: ProbeRequest,
  token: TokenKind | undefined,
): { readonly expected: Answer; readonly by: Probe['by'] } {
  const tokens = token === undefined ? [] : [tokenOf(world, token)]
  const asked: HttpRequest = { ...request, tokens }
  const { atEdge, route, behind } = throughEdge(world, door, asked)
  const at = ({ by, misses }: typeof atEdge) => {
    const { file, line } = by ?? misses.at(-1) ?? door.workload.at
    return { file, line }
  }
  if (atEdge.decision === 'deny') return { expected: `${atEdge.status ?? 403}`, by: at(atEdge) }
  if (route === undefined || behind === undefined) return { expected: '404', by: at(atEdge) }
  const { verdict } = behind
  const expected =
    verdict.decision === 'allow' ? 'application' : (`${verdict.status ?? 403}` as const)
  return { expected, by: at(verdict) }
}

/** The token as the evaluator sees it; what is really sent is made by its kind as well. */
function tokenOf({ mesh }: World, kind: TokenKind): Token {
  const rule = mesh.RequestAuthentication.flatMap(({ spec }) => spec.jwtRules ?? [])[0]
  const claims = { iss: rule?.issuer, aud: rule?.audiences?.[0], sub: 'probe' }
  const at = { header: 'authorization', prefix: 'Bearer ' }
  switch (kind) {
    case 'valid':
      return { claims, valid: true, at }
    case 'expired':
      return { claims, valid: false, fault: 'expired', at }
    case "signed with another's key":
      return { claims, valid: false, fault: 'signature', at }
    case "another issuer's":
      return { claims: { ...claims, iss: 'https://elsewhere.test' }, valid: true, at }
    case "for another's audience":
      return { claims: { ...claims, aud: 'elsewhere' }, valid: true, at }
    case 'malformed':
      return { claims, valid: true, at: { ...at, prefix: 'Bearer probe' } }
  }
}
