import { authorizationPolicySpec } from './kinds/authorization-policy.ts'
import { destinationRuleFaults, destinationRuleSpec } from './kinds/destination-rule.ts'
import { envoyFilterSpec } from './kinds/envoy-filter.ts'
import { exportFaults } from './kinds/export-to.ts'
import { gatewayFaults, gatewaySpec } from './kinds/gateway.ts'
import { kind } from './kinds/kind.ts'
import {
  destinationRuleNotCompiled,
  envoyFilterNotCompiled,
  gatewayNotCompiled,
  serviceEntryNotCompiled,
  sidecarNotCompiled,
  telemetryNotCompiled,
  virtualServiceNotCompiled,
} from './kinds/not-compiled.ts'
import { peerAuthenticationSpec } from './kinds/peer-authentication.ts'
import { requestAuthenticationSpec } from './kinds/request-authentication.ts'
import { serviceEntrySpec } from './kinds/service-entry.ts'
import { sidecarSpec } from './kinds/sidecar.ts'
import { telemetrySpec } from './kinds/telemetry.ts'
import { virtualServiceSpec } from './kinds/virtual-service.ts'

const security = ['security.istio.io/v1', 'security.istio.io/v1beta1']
const networking = [
  'networking.istio.io/v1',
  'networking.istio.io/v1beta1',
  'networking.istio.io/v1alpha3',
]
const telemetry = ['telemetry.istio.io/v1', 'telemetry.istio.io/v1alpha1']

/** Every kind that is understood: under which versions, what its spec may say, and what is refused. */
export const kinds = {
  AuthorizationPolicy: kind({
    versions: security,
    spec: authorizationPolicySpec,
    notCompiled: ['targetRef', 'targetRefs'],
  }),
  PeerAuthentication: kind({ versions: security, spec: peerAuthenticationSpec, notCompiled: [] }),
  RequestAuthentication: kind({
    versions: security,
    spec: requestAuthenticationSpec,
    notCompiled: ['targetRef', 'targetRefs'],
  }),
  VirtualService: kind({
    versions: networking,
    spec: virtualServiceSpec,
    notCompiled: virtualServiceNotCompiled,
    check: exportFaults,
  }),
  DestinationRule: kind({
    versions: networking,
    spec: destinationRuleSpec,
    notCompiled: destinationRuleNotCompiled,
    check: destinationRuleFaults,
  }),
  Gateway: kind({
    versions: networking,
    spec: gatewaySpec,
    notCompiled: gatewayNotCompiled,
    check: gatewayFaults,
  }),
  ServiceEntry: kind({
    versions: networking,
    spec: serviceEntrySpec,
    notCompiled: serviceEntryNotCompiled,
    check: exportFaults,
  }),
  Sidecar: kind({ versions: networking, spec: sidecarSpec, notCompiled: sidecarNotCompiled }),
  EnvoyFilter: kind({
    versions: ['networking.istio.io/v1alpha3'],
    spec: envoyFilterSpec,
    notCompiled: envoyFilterNotCompiled,
  }),
  Telemetry: kind({ versions: telemetry, spec: telemetrySpec, notCompiled: telemetryNotCompiled }),
} as const

export type Kind = keyof typeof kinds

export const isKind = (text: string): text is Kind => Object.hasOwn(kinds, text)
