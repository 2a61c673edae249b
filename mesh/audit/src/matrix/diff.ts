import { keyOf } from '../world/workload.ts'
import type { World } from '../world/world.ts'
import type { Row } from './row.ts'

/**
 * What a change opens and closes: each side's permitted requests are put to the other side. A request for a
 * workload that the other side does not have is new, or gone.
 */
export function diffOf(
  before: World,
  after: World,
): { readonly opened: readonly Row[]; readonly closed: readonly Row[] } {
  return { opened: refusedBy(before, after.matrix()), closed: refusedBy(after, before.matrix()) }
}

function refusedBy(world: World, rows: readonly Row[]): readonly Row[] {
  const doors = new Map(
    world.doors.map((door) => [`${keyOf(door.workload)} ${door.port.number}`, door]),
  )
  return rows.filter(({ decision, target, question }) => {
    if (decision === 'deny') return false
    const door = doors.get(`${target.name} ${target.port}`)
    return door === undefined || world.judge(door, question).decision === 'deny'
  })
}
