import type { TargetPort } from '../../context/access-request.ts'
import type { AuditContext } from '../../context/audit-context.ts'
import { keyOf } from '../../context/workload.ts'
import type { Operation } from '../../inputs/operations.ts'
import { type Caller, callersOf } from '../../matrix/callers.ts'
import type { Probe, ProbeRequest } from '../probe.ts'
import { expectedAtSidecar, type ProbeDraft } from './expect.ts'
import { pathVariants } from './path-variants.ts'
import { certified, impersonationsOf, type ProbeClient } from './probe-clients.ts'
import { otherHosts, otherMethods, requestsAt } from './requests.ts'

/**
 * Every probe of one sidecar: each caller with each request, impersonations of a permitted caller, and variants of
 * the request by a permitted and by another caller.
 */
export function sidecarProbes(
  context: AuditContext,
  targetPort: TargetPort,
  operations: readonly Operation[],
): readonly Probe[] {
  const callers = callersOf(context).filter(
    ({ kind, principal }) => ['service', 'edge', 'identity'].includes(kind) && principal !== null,
  )
  const probeOf = probeBuilder(context, targetPort)
  const tcpConnection = [{ request: undefined, withVariants: false }]
  const requests =
    targetPort.port.protocol === 'http' ? requestsAt(targetPort, operations) : tcpConnection
  return requests.flatMap(({ request, withVariants }) => {
    const plain = callers.map((caller) => byCaller(probeOf, caller, request))
    const [permitted, other] = permittedAndOther(callers, plain)
    if (permitted?.principal == null) return plain
    const impersonations = impersonationsOf(permitted.principal, other).map((client) =>
      probeOf(client, request),
    )
    if (request === undefined || !withVariants) return [...plain, ...impersonations]
    const requestVariants = [
      ...pathVariants(request.path).map(({ name, path }) => ({
        ...{ variant: name, request: { ...request, path } },
      })),
      ...otherMethods(request).map((changed) => ({ variant: 'another method', request: changed })),
      ...otherHosts(request, targetPort.port.number),
    ]
    const variants = [permitted, ...(other ? [other] : [])].flatMap((caller) =>
      requestVariants.map(({ variant, request: changed }) =>
        byCaller(probeOf, caller, changed, variant),
      ),
    )
    return [...plain, ...impersonations, ...variants]
  })
}

const permittedIdentity = 'permitted identity'

type ProbeOf = (client: ProbeClient, request: ProbeRequest | undefined, variant?: string) => Probe

const probeBuilder =
  (context: AuditContext, targetPort: TargetPort): ProbeOf =>
  ({ caller, identity, credentials, headers }, request, variant = 'as declared') => {
    const draft: ProbeDraft = {
      ...{
        caller,
        identity,
        credentials,
        variant,
        target: keyOf(targetPort.workload),
        port: targetPort.port.number,
      },
      ...(request ? { request: { ...request, headers: { ...request.headers, ...headers } } } : {}),
    }
    return { ...draft, ...expectedAtSidecar(context, targetPort, draft) }
  }

/** A probe with the caller's own certificate; `identity` says whether the policies permit the request. */
function byCaller(
  probeOf: ProbeOf,
  { name, principal }: Caller,
  request: ProbeRequest | undefined,
  variant?: string,
): Probe {
  const probe = probeOf(certified(name, permittedIdentity, principal ?? ''), request, variant)
  return probe.expected === 'application' ? probe : { ...probe, identity: 'other identity' }
}

function permittedAndOther(callers: readonly Caller[], probes: readonly Probe[]) {
  const reaches = (caller: Caller) =>
    probes.some(
      ({ caller: name, identity }) => name === caller.name && identity === permittedIdentity,
    )
  const [permitted, other] = [callers.find(reaches), callers.find((caller) => !reaches(caller))]
  return [permitted ?? callers[0], permitted === undefined ? callers[1] : other] as const
}
