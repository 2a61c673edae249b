import type { AuditContext } from '../context/audit-context.ts'
import { keyOf } from '../context/workload.ts'
import type { Row } from './row.ts'

/**
 * The access that a change opens and closes: the permitted requests of each side are evaluated on the other side.
 * A request to a workload that the other side does not have counts as denied there.
 */
export function diffOf(
  before: AuditContext,
  after: AuditContext,
): { readonly opened: readonly Row[]; readonly closed: readonly Row[] } {
  return { opened: refusedBy(before, after.matrix()), closed: refusedBy(after, before.matrix()) }
}

function refusedBy(context: AuditContext, rows: readonly Row[]): readonly Row[] {
  const targetPorts = new Map(
    context.targetPorts.map((targetPort) => [
      `${keyOf(targetPort.workload)} ${targetPort.port.number}`,
      targetPort,
    ]),
  )
  return rows.filter(({ decision, target, accessRequest }) => {
    if (decision === 'deny') return false
    const targetPort = targetPorts.get(`${target.name} ${target.port}`)
    return (
      targetPort === undefined || context.evaluate(targetPort, accessRequest).decision === 'deny'
    )
  })
}
