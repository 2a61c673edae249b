import { istiodInbound } from './istiod-inbound.ts'
import type { Json } from './json.ts'
import { ownInbound } from './own-inbound.ts'
import { atPort, type Identity, istioOnlyFilters, runnable } from './runnable.ts'
import type { Sides } from './sides.ts'

export interface InboundPair {
  readonly listeners: readonly Json[]
  /** Types of the filters that only Istio's own Envoy has. */
  readonly takenOut: readonly string[]
}

/** One workload's inbound side twice, as istiod sends it and as we compile it, for a stock Envoy on loopback. */
export function inboundPair(sides: Sides, identity: Identity): InboundPair {
  const { workload, sent, compiled, istiodPort } = sides
  const { service, inbound } = workload
  const { servicePort, port } = inbound
  const theirs = istiodInbound(sent, servicePort)
  return {
    listeners: [
      atPort(runnable(theirs, identity), `istiod-${service}`, servicePort, istiodPort),
      atPort(runnable(ownInbound(compiled), identity), `own-${service}`, servicePort, port),
    ],
    takenOut: istioOnlyFilters(theirs),
  }
}
