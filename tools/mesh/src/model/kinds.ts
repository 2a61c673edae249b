import { authorizationPolicySpec } from './kinds/authorization-policy.ts'
import { destinationRuleSpec } from './kinds/destination-rule.ts'
import { gatewaySpec } from './kinds/gateway.ts'
import { peerAuthenticationSpec } from './kinds/peer-authentication.ts'
import { requestAuthenticationSpec } from './kinds/request-authentication.ts'
import { telemetrySpec } from './kinds/telemetry.ts'
import { virtualServiceSpec } from './kinds/virtual-service.ts'

const security = ['security.istio.io/v1', 'security.istio.io/v1beta1']
const networking = [
  'networking.istio.io/v1',
  'networking.istio.io/v1beta1',
  'networking.istio.io/v1alpha3',
]
const telemetry = ['telemetry.istio.io/v1', 'telemetry.istio.io/v1alpha1']

/**
 * Every kind that is understood: under which versions, what its spec may say in Istio, and which of
 * its fields the compiler refuses (`[]` stands for every element, `*` for every key).
 */
export const kinds = {
  AuthorizationPolicy: {
    versions: security,
    spec: authorizationPolicySpec,
    notCompiled: ['targetRef', 'targetRefs'],
  },
  PeerAuthentication: { versions: security, spec: peerAuthenticationSpec, notCompiled: [] },
  RequestAuthentication: {
    versions: security,
    spec: requestAuthenticationSpec,
    notCompiled: ['targetRef', 'targetRefs'],
  },
  VirtualService: { versions: networking, spec: virtualServiceSpec, notCompiled: [] },
  DestinationRule: { versions: networking, spec: destinationRuleSpec, notCompiled: [] },
  Gateway: { versions: networking, spec: gatewaySpec, notCompiled: [] },
  Telemetry: { versions: telemetry, spec: telemetrySpec, notCompiled: [] },
} as const

export type Kind = keyof typeof kinds

export const isKind = (text: string): text is Kind => Object.hasOwn(kinds, text)
