import { dryRun } from './coverage/dry-run.ts'
import { duplicateHost } from './coverage/duplicate-host.ts'
import { noAllowPolicy } from './coverage/no-allow-policy.ts'
import { noDefaultDeny } from './coverage/no-default-deny.ts'
import { selectsNothing } from './coverage/selects-nothing.ts'
import { targetRefsIgnored } from './coverage/target-refs-ignored.ts'
import { brokerPublish } from './drift/broker-publish.ts'
import { brokerSubscribe } from './drift/broker-subscribe.ts'
import { crossServiceTable } from './drift/cross-service-table.ts'
import { declaredNotPermitted } from './drift/declared-not-permitted.ts'
import { observedNotDeclared } from './drift/observed-not-declared.ts'
import { permittedNotDeclared } from './drift/permitted-not-declared.ts'
import { superuserRole } from './drift/superuser-role.ts'
import { unusedPermission } from './drift/unused-permission.ts'
import { openEgress } from './egress/open-egress.ts'
import { plainEgress } from './egress/plain-egress.ts'
import { unverifiedTls } from './egress/unverified-tls.ts'
import { wildcardEntry } from './egress/wildcard-entry.ts'
import { allowOverriddenByDeny } from './logic/allow-overridden-by-deny.ts'
import { allowShadowed } from './logic/allow-shadowed.ts'
import { contradictoryConditions } from './logic/contradictory-conditions.ts'
import { customWithoutAllow } from './logic/custom-without-allow.ts'
import { denyShadowed } from './logic/deny-shadowed.ts'
import { emptyList } from './logic/empty-list.ts'
import { httpFieldsOnTcp } from './logic/http-fields-on-tcp.ts'
import { identityAtEdge } from './logic/identity-at-edge.ts'
import { parentPathNotCovered } from './logic/parent-path-not-covered.ts'
import { redundantValue } from './logic/redundant-value.ts'
import { splitRule } from './logic/split-rule.ts'
import { valueAllowedElsewhere } from './logic/value-allowed-elsewhere.ts'
import { foreignTrustDomain } from './names/foreign-trust-domain.ts'
import { literalWildcard } from './names/literal-wildcard.ts'
import { lowerCaseMethod } from './names/lower-case-method.ts'
import { malformedPrincipal } from './names/malformed-principal.ts'
import { misspeltClaim } from './names/misspelt-claim.ts'
import { servicePort } from './names/service-port.ts'
import { spiffeScheme } from './names/spiffe-scheme.ts'
import { unknownAccount } from './names/unknown-account.ts'
import { unknownNamespace } from './names/unknown-namespace.ts'
import { unknownPort } from './names/unknown-port.ts'
import { unknownProvider } from './names/unknown-provider.ts'
import { callerWithoutCalls } from './operations/caller-without-calls.ts'
import { declaredRequestRefused } from './operations/declared-request-refused.ts'
import { edgeRuleWithoutOperation } from './operations/edge-rule-without-operation.ts'
import { hostNotServed } from './operations/host-not-served.ts'
import { missingKeyEndpoint } from './operations/missing-key-endpoint.ts'
import { noTrafficPolicy } from './operations/no-traffic-policy.ts'
import { notForwardedByEdge } from './operations/not-forwarded-by-edge.ts'
import { operationWithoutRoute } from './operations/operation-without-route.ts'
import { permittedNotRequested } from './operations/permitted-not-requested.ts'
import { permittedWithoutOperation } from './operations/permitted-without-operation.ts'
import { readsNotRetried } from './operations/reads-not-retried.ts'
import { refusedBehindEdge } from './operations/refused-behind-edge.ts'
import { requestedOperationMissing } from './operations/requested-operation-missing.ts'
import { routeToOtherService } from './operations/route-to-other-service.ts'
import { routeWithoutOperation } from './operations/route-without-operation.ts'
import { tokenNotRequiredAtEdge } from './operations/token-not-required-at-edge.ts'
import { uncallableOperation } from './operations/uncallable-operation.ts'
import { unneededToken } from './operations/unneeded-token.ts'
import { allowAll } from './permissive/allow-all.ts'
import { allowWithoutIdentity } from './permissive/allow-without-identity.ts'
import { anyIdentity } from './permissive/any-identity.ts'
import { hostWithoutPort } from './permissive/host-without-port.ts'
import { identityWithoutMtls } from './permissive/identity-without-mtls.ts'
import { negativeIdentityMatch } from './permissive/negative-identity-match.ts'
import { pathBypass } from './permissive/path-bypass.ts'
import { prefixWithoutBoundary } from './permissive/prefix-without-boundary.ts'
import { wholeNamespace } from './permissive/whole-namespace.ts'
import { defaultAccount } from './pods/default-account.ts'
import { developmentDeployed } from './pods/development-deployed.ts'
import { escalation } from './pods/escalation.ts'
import { excludedPorts } from './pods/excluded-ports.ts'
import { guessedProtocol } from './pods/guessed-protocol.ts'
import { hostNetwork } from './pods/host-network.ts'
import { netAdmin } from './pods/net-admin.ts'
import { noInjection } from './pods/no-injection.ts'
import { noNetworkPolicy } from './pods/no-network-policy.ts'
import { proxyUser } from './pods/proxy-user.ts'
import { runsAsRoot } from './pods/runs-as-root.ts'
import { sharedAccount } from './pods/shared-account.ts'
import { tokenMounted } from './pods/token-mounted.ts'
import type { Rule } from './rule.ts'
import { forgeableHeader } from './tokens/forgeable-header.ts'
import { keysOverPlaintext } from './tokens/keys-over-plaintext.ts'
import { noAudience } from './tokens/no-audience.ts'
import { noAuthentication } from './tokens/no-authentication.ts'
import { privateKey } from './tokens/private-key.ts'
import { tokenInQuery } from './tokens/token-in-query.ts'
import { tokenNeverRequired } from './tokens/token-never-required.ts'
import { tokenNotRequired } from './tokens/token-not-required.ts'
import { unknownIssuer } from './tokens/unknown-issuer.ts'
import { anyHost } from './traffic/any-host.ts'
import { ejectionImpossible } from './traffic/ejection-impossible.ts'
import { envoyFilterExceeds } from './traffic/envoy-filter-exceeds.ts'
import { noHttpsRedirect } from './traffic/no-https-redirect.ts'
import { noTimeout } from './traffic/no-timeout.ts'
import { oldTls } from './traffic/old-tls.ts'
import { stackedRetries } from './traffic/stacked-retries.ts'
import { timeoutExceedsCaller } from './traffic/timeout-exceeds-caller.ts'
import { traceOfCaller } from './traffic/trace-of-caller.ts'
import { unknownGateway } from './traffic/unknown-gateway.ts'
import { unknownHost } from './traffic/unknown-host.ts'
import { unknownSubset } from './traffic/unknown-subset.ts'
import { unreachableRoute } from './traffic/unreachable-route.ts'
import { unsafeRetry } from './traffic/unsafe-retry.ts'
import { certificateExpires } from './transport/certificate-expires.ts'
import { clientDisablesMtls } from './transport/client-disables-mtls.ts'
import { duplicatePeerAuthentication } from './transport/duplicate-peer-authentication.ts'
import { longLivedCertificate } from './transport/long-lived-certificate.ts'
import { plaintextAccepted } from './transport/plaintext-accepted.ts'
import { selectorInRoot } from './transport/selector-in-root.ts'
import { unknownMtlsPort } from './transport/unknown-mtls-port.ts'
import { workloadCertificateIsCa } from './transport/workload-certificate-is-ca.ts'

/** Every rule, by code. */
export const rules: readonly Rule[] = [
  plaintextAccepted,
  selectorInRoot,
  duplicatePeerAuthentication,
  clientDisablesMtls,
  certificateExpires,
  workloadCertificateIsCa,
  longLivedCertificate,
  unknownMtlsPort,
  selectsNothing,
  noDefaultDeny,
  noAllowPolicy,
  targetRefsIgnored,
  dryRun,
  duplicateHost,
  allowAll,
  allowWithoutIdentity,
  anyIdentity,
  wholeNamespace,
  prefixWithoutBoundary,
  hostWithoutPort,
  pathBypass,
  negativeIdentityMatch,
  identityWithoutMtls,
  unknownAccount,
  unknownNamespace,
  foreignTrustDomain,
  spiffeScheme,
  servicePort,
  unknownPort,
  lowerCaseMethod,
  malformedPrincipal,
  misspeltClaim,
  literalWildcard,
  unknownProvider,
  splitRule,
  emptyList,
  httpFieldsOnTcp,
  parentPathNotCovered,
  allowShadowed,
  allowOverriddenByDeny,
  customWithoutAllow,
  denyShadowed,
  contradictoryConditions,
  redundantValue,
  valueAllowedElsewhere,
  identityAtEdge,
  tokenNotRequired,
  tokenNeverRequired,
  noAuthentication,
  unknownIssuer,
  noAudience,
  forgeableHeader,
  tokenInQuery,
  keysOverPlaintext,
  privateKey,
  unsafeRetry,
  stackedRetries,
  timeoutExceedsCaller,
  noTimeout,
  ejectionImpossible,
  unknownSubset,
  unknownHost,
  unknownGateway,
  unreachableRoute,
  anyHost,
  oldTls,
  noHttpsRedirect,
  envoyFilterExceeds,
  traceOfCaller,
  openEgress,
  wildcardEntry,
  unverifiedTls,
  plainEgress,
  runsAsRoot,
  escalation,
  netAdmin,
  hostNetwork,
  tokenMounted,
  noNetworkPolicy,
  noInjection,
  excludedPorts,
  proxyUser,
  sharedAccount,
  defaultAccount,
  guessedProtocol,
  developmentDeployed,
  permittedNotDeclared,
  declaredNotPermitted,
  unusedPermission,
  observedNotDeclared,
  brokerPublish,
  brokerSubscribe,
  crossServiceTable,
  superuserRole,
  permittedWithoutOperation,
  uncallableOperation,
  declaredRequestRefused,
  permittedNotRequested,
  requestedOperationMissing,
  refusedBehindEdge,
  notForwardedByEdge,
  tokenNotRequiredAtEdge,
  unneededToken,
  edgeRuleWithoutOperation,
  routeWithoutOperation,
  operationWithoutRoute,
  readsNotRetried,
  callerWithoutCalls,
  hostNotServed,
  routeToOtherService,
  noTrafficPolicy,
  missingKeyEndpoint,
]
