import { effectiveMtls } from '@stoa/mesh/policy'
import type { TargetPort } from '../context/access-request.ts'
import type { AuditContext } from '../context/audit-context.ts'
import { isEncrypted, isServerOf, serversOf } from '../context/gateway-servers.ts'
import { isGatewayPort, isStatistics } from '../context/statistics.ts'
import { keyOf } from '../context/workload.ts'
import { type Caller, callersOf, equivalentCallers, externalCaller } from './callers.ts'
import { grantsOf, statisticsGrants } from './grants.ts'
import type { Row } from './row.ts'

// In a mesh with more workloads, equivalent callers that are denied share one row for each port.
const maxSeparateWorkloads = 60

/** The access matrix: for every caller and target port the permissions, each with a witness request. */
export function matrixOf(context: AuditContext): readonly Row[] {
  const callers = callersOf(context)
  const collapse = context.inventory.workloads.length > maxSeparateWorkloads
  return context.targetPorts.flatMap((targetPort) => {
    if (isGatewayPort(targetPort)) return rowsFor(targetPort, [externalCaller], context)
    const candidates = callers.filter(({ workload }) => workload !== targetPort.workload)
    return equivalentCallers(targetPort.mesh, candidates).flatMap((alike) => {
      const [first] = alike
      if (first === undefined) return []
      const found = rowsFor(targetPort, [first], context)
      const denied = found.every(({ decision }) => decision === 'deny')
      const [services, others] = partition(alike, ({ kind }) => kind === 'service')
      if (collapse && denied && services.length > 1) {
        const name = `${services.length} other workloads`
        const shared = withCaller(found, { kind: 'others', name, principal: first.principal })
        return [
          ...shared,
          ...others.flatMap((caller) => withCaller(found, asCaller(caller), targetPort)),
        ]
      }
      return alike.flatMap((caller) => withCaller(found, asCaller(caller), targetPort))
    })
  })
}

const asCaller = ({ kind, name, principal }: Caller): Row['caller'] => ({ kind, name, principal })

const partition = <T>(items: readonly T[], test: (item: T) => boolean) =>
  [items.filter(test), items.filter((item) => !test(item))] as const

/** The same rows for an equivalent caller. */
const withCaller = (
  rows: readonly Row[],
  caller: Row['caller'],
  targetPort?: TargetPort,
): readonly Row[] =>
  rows.map((row) => {
    const keepsClient = row.accessRequest.client.principal === null || caller.principal === null
    if (row.caller === caller || targetPort === undefined || keepsClient) return { ...row, caller }
    const client = { ...row.accessRequest.client, principal: caller.principal }
    return { ...row, caller, accessRequest: { ...row.accessRequest, client } }
  })

function rowsFor(
  targetPort: TargetPort,
  callers: readonly Caller[],
  context: AuditContext,
): readonly Row[] {
  const target = {
    name: keyOf(targetPort.workload),
    port: targetPort.port.number,
    protocol: targetPort.port.protocol,
  }
  const encryption = encryptionOf(targetPort)
  return callers.flatMap((caller) =>
    grantsAt(targetPort, encryption.plain ? null : caller.principal, context.evaluate).map(
      (grant) => ({
        ...grant,
        caller: asCaller(caller),
        target,
        encrypted: encryption.always || (!encryption.plain && caller.principal !== null),
      }),
    ),
  )
}

const grantsAt: typeof grantsOf = (targetPort, principal, evaluate) =>
  isStatistics(targetPort)
    ? statisticsGrants(targetPort, principal, evaluate)
    : grantsOf(targetPort, principal, evaluate)

/** Whether traffic to a target port is always encrypted, never (`plain`), or depends on the caller. */
export function encryptionOf(targetPort: TargetPort): {
  readonly always: boolean
  readonly plain: boolean
} {
  const { workload, port, mesh } = targetPort
  if (workload.kind === 'bare') return { always: false, plain: true }
  if (isStatistics(targetPort)) return { always: true, plain: false }
  if (workload.kind === 'gateway') {
    const servers = serversOf(mesh, workload).filter((server) => isServerOf(server, port))
    const encrypted = servers.length > 0 && servers.every(isEncrypted)
    return { always: encrypted, plain: !encrypted }
  }
  const { mode } = effectiveMtls(mesh, workload, port.number)
  return { always: mode === 'STRICT', plain: mode === 'DISABLE' }
}
