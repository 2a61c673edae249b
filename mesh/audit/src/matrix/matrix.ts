import { effectiveMtls } from '@stoa/mesh/policy'
import { isEncrypted, isServerOf, serversOf } from '../world/gateway-servers.ts'
import type { Door } from '../world/question.ts'
import { keyOf } from '../world/workload.ts'
import type { World } from '../world/world.ts'
import { type Caller, callersOf, classesOf, outside } from './callers.ts'
import { grantsOf } from './grants.ts'
import type { Row } from './row.ts'

// Beyond this many workloads, callers that no policy names share one row of a port.
const mostSpelledOut = 60

/** Who may call whom, each row shown by a request. */
export function matrixOf(world: World): readonly Row[] {
  const callers = callersOf(world)
  const collapse = world.inventory.workloads.length > mostSpelledOut
  return world.doors.flatMap((door) => {
    if (door.workload.kind === 'gateway') return rowsFor(door, [outside], world)
    const others = callers.filter(({ workload }) => workload !== door.workload)
    return classesOf(door.mesh, others).flatMap((alike) => {
      const [first] = alike
      if (first === undefined) return []
      const found = rowsFor(door, [first], world)
      const denied = found.every(({ decision }) => decision === 'deny')
      const [ordinary, special] = partition(alike, ({ kind }) => kind === 'service')
      if (collapse && denied && ordinary.length > 1) {
        const name = `${ordinary.length} other workloads`
        const shared = rename(found, { kind: 'others', name, principal: first.principal })
        return [...shared, ...special.flatMap((caller) => rename(found, asCaller(caller), door))]
      }
      return alike.flatMap((caller) => rename(found, asCaller(caller), door))
    })
  })
}

const asCaller = ({ kind, name, principal }: Caller): Row['caller'] => ({ kind, name, principal })

const partition = <T>(items: readonly T[], test: (item: T) => boolean) =>
  [items.filter(test), items.filter((item) => !test(item))] as const

/** The same rows for a caller that no policy tells from the first. */
const rename = (rows: readonly Row[], caller: Row['caller'], door?: Door): readonly Row[] =>
  rows.map((row) => {
    const keepsClient = row.question.client.principal === null || caller.principal === null
    if (row.caller === caller || door === undefined || keepsClient) return { ...row, caller }
    const client = { ...row.question.client, principal: caller.principal }
    return { ...row, caller, question: { ...row.question, client } }
  })

function rowsFor(door: Door, callers: readonly Caller[], world: World): readonly Row[] {
  const target = {
    name: keyOf(door.workload),
    port: door.port.number,
    protocol: door.port.protocol,
  }
  const sees = wireOf(door)
  return callers.flatMap((caller) =>
    grantsOf(door, sees.plain ? null : caller.principal, world.judge).map((grant) => ({
      ...grant,
      caller: asCaller(caller),
      target,
      encrypted: sees.always || (!sees.plain && caller.principal !== null),
    })),
  )
}

/** Whether what comes through this door is encrypted: always, never, or as the caller can. */
export function wireOf(door: Door): { readonly always: boolean; readonly plain: boolean } {
  const { workload, port, mesh } = door
  if (workload.kind === 'bare') return { always: false, plain: true }
  if (workload.kind === 'gateway') {
    const servers = serversOf(mesh, workload).filter((one) => isServerOf(one, port))
    const encrypted = servers.length > 0 && servers.every(isEncrypted)
    return { always: encrypted, plain: !encrypted }
  }
  const { mode } = effectiveMtls(mesh, workload, port.number)
  return { always: mode === 'STRICT', plain: mode === 'DISABLE' }
}
