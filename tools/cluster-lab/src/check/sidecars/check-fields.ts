import type { CheckResult } from '../report.ts'
import { compareHosts, compareValues } from './compare-fields.ts'
import { fieldsByHost } from './fields.ts'
import { inboundFields } from './inbound-fields.ts'
import { istiodInbound } from './istiod-inbound.ts'
import { typeOf } from './json.ts'
import { ownInbound } from './own-inbound.ts'
import type { Sides } from './sides.ts'

/** What istiod and our compiler tell each proxy about the hosts that it calls, and about its own port. */
export function checkFields(sides: readonly Sides[]): CheckResult {
  const compared = sides.flatMap(({ workload, sent, compiled }) => {
    const { service, inbound } = workload
    const named = (type: string) => compiled.resources.filter((one) => typeOf(one) === type)
    const own = { clusters: named('Cluster'), routes: named('RouteConfiguration') }
    const theirs = inboundFields(istiodInbound(sent, inbound.servicePort))
    return [
      compareHosts(service, fieldsByHost(sent), fieldsByHost(own)),
      compareValues(`${service}, inbound`, theirs, inboundFields(ownInbound(compiled))),
    ]
  })
  return {
    findings: compared.flatMap(({ findings }) => findings),
    figures: {
      sidecars: sides.length,
      comparedFields: compared.reduce((sum, { fields }) => sum + fields, 0),
    },
  }
}
