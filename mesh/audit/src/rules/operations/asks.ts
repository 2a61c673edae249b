import { workloadsByName } from '../../graphs/names.ts'
import type { DeclaredService } from '../../inputs/services.ts'
import type { Workload } from '../../world/workload.ts'
import type { World } from '../../world/world.ts'

export interface Ask {
  readonly method: string
  readonly path: string
}

export interface Asking {
  readonly service: DeclaredService
  readonly caller: Workload
  readonly called: Workload
  readonly asks: readonly Ask[]
}

/** What each service.yaml says that it asks of whom; a service that says nothing of it is left out. */
export function askingOf(world: World): readonly Asking[] {
  const workloadOf = workloadsByName(world)
  return world.services.flatMap((service) => {
    const caller = workloadOf(service.name)
    if (caller === undefined) return []
    return Object.entries(service.asks ?? {}).flatMap(([name, operations]) => {
      const called = workloadOf(name)
      return called ? [{ service, caller, called, asks: operations.map(readAsk) }] : []
    })
  })
}

function readAsk(text: string): Ask {
  const [method = '', path = ''] = text.split(' ')
  return { method, path }
}
