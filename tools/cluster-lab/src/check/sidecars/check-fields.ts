import type { CheckResult } from '../report.ts'
import { beyondOurs } from './beyond.ts'
import { compareDestinations, compareValues } from './compare-fields.ts'
import { refusal, requestsIn, sentFallback } from './fallback.ts'
import { fieldsByDestination } from './fields.ts'
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
      compareDestinations(service, fieldsByDestination(sent), fieldsByDestination(own), beyondOurs),
      compareValues(`${service}, hosts beyond the mesh`, sentFallback(sent), {
        ...refusal,
        requests: requestsIn(own.routes.filter(({ name }) => name === 'routes')),
      }),
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
