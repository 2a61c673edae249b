import type { TargetPort } from '../../context/access-request.ts'
import type { AuditContext } from '../../context/audit-context.ts'
import { keyOf } from '../../context/workload.ts'
import type { Operation } from '../../inputs/operations.ts'
import { externalCaller } from '../../matrix/callers.ts'
import type { Probe, ProbeRequest, TokenKind } from '../probe.ts'
import { expectedAtEdge, type ProbeDraft } from './expect.ts'
import { pathVariants } from './path-variants.ts'
import { otherHosts, otherMethods, requestsAt } from './requests.ts'

const tokenKinds: readonly TokenKind[] = [
  'valid',
  'expired',
  'signed with an unknown key',
  'from another issuer',
  'for another audience',
  'malformed',
]

/** Every probe of a gateway: each operation without a token and with every kind of token, and variants of the request. */
export function edgeProbes(
  context: AuditContext,
  targetPort: TargetPort,
  operations: readonly Operation[],
): readonly Probe[] {
  const probe = (request: ProbeRequest, token?: TokenKind, variant = 'as declared'): Probe => {
    const draft: ProbeDraft = {
      ...{ caller: externalCaller.name, credentials: { kind: 'tls' }, variant, request },
      ...{ identity: token === undefined ? 'no token' : `token ${token}` },
      ...{ target: keyOf(targetPort.workload), port: targetPort.port.number },
      ...(token === undefined ? {} : { token }),
    }
    return { ...draft, ...expectedAtEdge(context, targetPort, draft) }
  }
  return requestsAt(targetPort, operations).flatMap(({ request, withVariants }) => {
    const declared = [undefined, ...tokenKinds].map((token) => probe(request, token))
    if (!withVariants) return declared
    const requestVariants = [
      ...pathVariants(request.path).map(({ name, path }) => ({
        ...{ variant: name, request: { ...request, path } },
      })),
      ...otherMethods(request).map((other) => ({ variant: 'another method', request: other })),
      ...otherHosts(request, targetPort.port.number),
      { variant: 'forged headers', request: { ...request, headers: forgedHeaders } },
    ]
    return [
      ...declared,
      ...requestVariants.flatMap(({ variant, request: other }) => [
        probe(other, undefined, variant),
        probe(other, 'valid', variant),
      ]),
    ]
  })
}

const forgedHeaders = {
  'x-forwarded-client-cert': 'By=probe;Hash=00;URI=spiffe://cluster.local/ns/commerce/sa/gateway',
  'x-stoa-claims': Buffer.from('{"sub":"probe","roles":["operator"]}').toString('base64url'),
}
