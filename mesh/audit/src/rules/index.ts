import { dryRun } from './coverage/dry-run.ts'
import { noAllowPolicy } from './coverage/no-allow-policy.ts'
import { noDenyByDefault } from './coverage/no-deny-by-default.ts'
import { selectsNothing } from './coverage/selects-nothing.ts'
import { targetRefsIgnored } from './coverage/target-refs-ignored.ts'
import { twoOfOneHost } from './coverage/two-of-one-host.ts'
import { brokerPublish } from './drift/broker-publish.ts'
import { brokerSubscribe } from './drift/broker-subscribe.ts'
import { declaredNotPermitted } from './drift/declared-not-permitted.ts'
import { foreignTable } from './drift/foreign-table.ts'
import { neverUsed } from './drift/never-used.ts'
import { observedNotDeclared } from './drift/observed-not-declared.ts'
import { permittedNotDeclared } from './drift/permitted-not-declared.ts'
import { strongRole } from './drift/strong-role.ts'
import { openEgress } from './egress/open-egress.ts'
import { plainEgress } from './egress/plain-egress.ts'
import { tlsWithoutCa } from './egress/tls-without-ca.ts'
import { wildcardEntry } from './egress/wildcard-entry.ts'
import { allowBehindDeny } from './logic/allow-behind-deny.ts'
import { allowShadowed } from './logic/allow-shadowed.ts'
import { contradiction } from './logic/contradiction.ts'
import { customForNothing } from './logic/custom-for-nothing.ts'
import { denyShadowed } from './logic/deny-shadowed.ts'
import { emptyList } from './logic/empty-list.ts'
import { httpOnTcp } from './logic/http-on-tcp.ts'
import { identityAtEdge } from './logic/identity-at-edge.ts'
import { ruleSplit } from './logic/rule-split.ts'
import { saidElsewhere } from './logic/said-elsewhere.ts'
import { templateTrailingSlash } from './logic/template-trailing-slash.ts'
import { valueCovered } from './logic/value-covered.ts'
import { foreignTrustDomain } from './names/foreign-trust-domain.ts'
import { lowerCaseMethod } from './names/lower-case-method.ts'
import { malformedPrincipal } from './names/malformed-principal.ts'
import { misspeltClaim } from './names/misspelt-claim.ts'
import { servicePort } from './names/service-port.ts'
import { spiffeScheme } from './names/spiffe-scheme.ts'
import { starInTheMiddle } from './names/star-in-the-middle.ts'
import { unknownAccount } from './names/unknown-account.ts'
import { unknownNamespace } from './names/unknown-namespace.ts'
import { unknownPort } from './names/unknown-port.ts'
import { unknownProvider } from './names/unknown-provider.ts'
import { askRefused } from './operations/ask-refused.ts'
import { asksNothing } from './operations/asks-nothing.ts'
import { operationForNobody } from './operations/for-nobody.ts'
import { hostNotServed } from './operations/host-not-served.ts'
import { keysFromNowhere } from './operations/keys-from-nowhere.ts'
import { leadsElsewhere } from './operations/leads-elsewhere.ts'
import { leadsNowhere } from './operations/leads-nowhere.ts'
import { noRoute } from './operations/no-route.ts'
import { notBrought } from './operations/not-brought.ts'
import { permittedNotAsked } from './operations/permitted-not-asked.ts'
import { readNotRepeated } from './operations/read-not-repeated.ts'
import { refusedBehindEdge } from './operations/refused-behind-edge.ts'
import { routeForNothing } from './operations/route-for-nothing.ts'
import { silentCaller } from './operations/silent-caller.ts'
import { tokenAskedNeedlessly } from './operations/token-asked-needlessly.ts'
import { tokenNotAsked } from './operations/token-not-asked.ts'
import { permittedUnanswered } from './operations/unanswered.ts'
import { withoutGuard } from './operations/without-guard.ts'
import { defaultAccount } from './pods/default-account.ts'
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
import { acceptedEverywhere } from './tokens/accepted-everywhere.ts'
import { forgeableHeader } from './tokens/forgeable-header.ts'
import { issuerNotCovered } from './tokens/issuer-not-covered.ts'
import { keysInTheClear } from './tokens/keys-in-the-clear.ts'
import { noAudience } from './tokens/no-audience.ts'
import { noAuthentication } from './tokens/no-authentication.ts'
import { privateKey } from './tokens/private-key.ts'
import { tokenInQuery } from './tokens/token-in-query.ts'
import { tokenNotRequired } from './tokens/token-not-required.ts'
import { anyHost } from './traffic/any-host.ts'
import { ejectsNobody } from './traffic/ejects-nobody.ts'
import { noRedirect } from './traffic/no-redirect.ts'
import { noSuchGateway } from './traffic/no-such-gateway.ts'
import { noSuchHost } from './traffic/no-such-host.ts'
import { noSuchSubset } from './traffic/no-such-subset.ts'
import { noTimeout } from './traffic/no-timeout.ts'
import { oldTls } from './traffic/old-tls.ts'
import { outlivesCaller } from './traffic/outlives-caller.ts'
import { retriedTwice } from './traffic/retried-twice.ts'
import { unreachableRoute } from './traffic/unreachable-route.ts'
import { unsafeRetry } from './traffic/unsafe-retry.ts'
import { certificateExpires } from './transport/certificate-expires.ts'
import { leafIsAuthority } from './transport/leaf-is-authority.ts'
import { leafLivesLong } from './transport/leaf-lives-long.ts'
import { plaintextAccepted } from './transport/plaintext-accepted.ts'
import { portOfNoWorkload } from './transport/port-of-no-workload.ts'
import { selectorInRoot } from './transport/selector-in-root.ts'
import { tlsAgainstStrict } from './transport/tls-against-strict.ts'
import { twoOfOneLevel } from './transport/two-of-one-level.ts'
import { allowAll } from './width/allow-all.ts'
import { allowWithoutIdentity } from './width/allow-without-identity.ts'
import { anyIdentity } from './width/any-identity.ts'
import { hostWithoutPort } from './width/host-without-port.ts'
import { identityNotProven } from './width/identity-not-proven.ts'
import { negativeMatch } from './width/negative-match.ts'
import { pathSlipsPast } from './width/path-slips-past.ts'
import { prefixWithoutBoundary } from './width/prefix-without-boundary.ts'
import { wholeNamespace } from './width/whole-namespace.ts'

/** Every rule, by code. */
export const rules: readonly Rule[] = [
  plaintextAccepted,
  selectorInRoot,
  twoOfOneLevel,
  tlsAgainstStrict,
  certificateExpires,
  leafIsAuthority,
  leafLivesLong,
  portOfNoWorkload,
  selectsNothing,
  noDenyByDefault,
  noAllowPolicy,
  targetRefsIgnored,
  dryRun,
  twoOfOneHost,
  allowAll,
  allowWithoutIdentity,
  anyIdentity,
  wholeNamespace,
  prefixWithoutBoundary,
  hostWithoutPort,
  pathSlipsPast,
  negativeMatch,
  identityNotProven,
  unknownAccount,
  unknownNamespace,
  foreignTrustDomain,
  spiffeScheme,
  servicePort,
  unknownPort,
  lowerCaseMethod,
  malformedPrincipal,
  misspeltClaim,
  starInTheMiddle,
  unknownProvider,
  ruleSplit,
  emptyList,
  httpOnTcp,
  templateTrailingSlash,
  allowShadowed,
  allowBehindDeny,
  customForNothing,
  denyShadowed,
  contradiction,
  valueCovered,
  saidElsewhere,
  identityAtEdge,
  tokenNotRequired,
  acceptedEverywhere,
  noAuthentication,
  issuerNotCovered,
  noAudience,
  forgeableHeader,
  tokenInQuery,
  keysInTheClear,
  privateKey,
  unsafeRetry,
  retriedTwice,
  outlivesCaller,
  noTimeout,
  ejectsNobody,
  noSuchSubset,
  noSuchHost,
  noSuchGateway,
  unreachableRoute,
  anyHost,
  oldTls,
  noRedirect,
  openEgress,
  wildcardEntry,
  tlsWithoutCa,
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
  permittedNotDeclared,
  declaredNotPermitted,
  neverUsed,
  observedNotDeclared,
  brokerPublish,
  brokerSubscribe,
  foreignTable,
  strongRole,
  permittedUnanswered,
  operationForNobody,
  askRefused,
  permittedNotAsked,
  asksNothing,
  refusedBehindEdge,
  notBrought,
  tokenNotAsked,
  tokenAskedNeedlessly,
  leadsNowhere,
  routeForNothing,
  noRoute,
  readNotRepeated,
  silentCaller,
  hostNotServed,
  leadsElsewhere,
  withoutGuard,
  keysFromNowhere,
]
