import { authorizationPolicySpec } from './kinds/authorization-policy.ts'
import { destinationRuleSpec, destinationRuleViolations } from './kinds/destination-rule.ts'
import { envoyFilterSpec } from './kinds/envoy-filter.ts'
import { exportToViolations } from './kinds/export-to.ts'
import { gatewaySpec, gatewayViolations } from './kinds/gateway.ts'
import { kind } from './kinds/kind.ts'
import { peerAuthenticationSpec } from './kinds/peer-authentication.ts'
import { requestAuthenticationSpec } from './kinds/request-authentication.ts'
import { serviceEntrySpec } from './kinds/service-entry.ts'
import { sidecarSpec } from './kinds/sidecar.ts'
import { telemetrySpec } from './kinds/telemetry.ts'
import {
  destinationRuleUnsupported,
  envoyFilterUnsupported,
  gatewayUnsupported,
  serviceEntryUnsupported,
  sidecarUnsupported,
  telemetryUnsupported,
  virtualServiceUnsupported,
} from './kinds/unsupported-fields.ts'
import { virtualServiceSpec } from './kinds/virtual-service.ts'

const security = ['security.istio.io/v1', 'security.istio.io/v1beta1']
const networking = [
  'networking.istio.io/v1',
  'networking.istio.io/v1beta1',
  'networking.istio.io/v1alpha3',
]
const telemetry = ['telemetry.istio.io/v1', 'telemetry.istio.io/v1alpha1']

/** Every supported kind: its API versions, the schema of its spec, and its unsupported fields. */
export const kinds = {
  AuthorizationPolicy: kind({
    versions: security,
    spec: authorizationPolicySpec,
    unsupported: ['targetRef', 'targetRefs'],
  }),
  PeerAuthentication: kind({ versions: security, spec: peerAuthenticationSpec, unsupported: [] }),
  RequestAuthentication: kind({
    versions: security,
    spec: requestAuthenticationSpec,
    unsupported: ['targetRef', 'targetRefs'],
  }),
  VirtualService: kind({
    versions: networking,
    spec: virtualServiceSpec,
    unsupported: virtualServiceUnsupported,
    check: exportToViolations,
  }),
  DestinationRule: kind({
    versions: networking,
    spec: destinationRuleSpec,
    unsupported: destinationRuleUnsupported,
    check: destinationRuleViolations,
  }),
  Gateway: kind({
    versions: networking,
    spec: gatewaySpec,
    unsupported: gatewayUnsupported,
    check: gatewayViolations,
  }),
  ServiceEntry: kind({
    versions: networking,
    spec: serviceEntrySpec,
    unsupported: serviceEntryUnsupported,
    check: exportToViolations,
  }),
  Sidecar: kind({ versions: networking, spec: sidecarSpec, unsupported: sidecarUnsupported }),
  EnvoyFilter: kind({
    versions: ['networking.istio.io/v1alpha3'],
    spec: envoyFilterSpec,
    unsupported: envoyFilterUnsupported,
  }),
  Telemetry: kind({ versions: telemetry, spec: telemetrySpec, unsupported: telemetryUnsupported }),
} as const

export type Kind = keyof typeof kinds

export const isKind = (text: string): text is Kind => Object.hasOwn(kinds, text)
