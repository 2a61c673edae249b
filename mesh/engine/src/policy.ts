/** The pure part of the engine: parses policies to the model and evaluates requests against it. */

export type * from './evaluate/access-request.ts'
export { evaluate } from './evaluate/evaluate.ts'
export { normalisePath } from './evaluate/normalise.ts'
export { repliedStatus } from './evaluate/replied-status.ts'
export type * from './evaluate/verdict.ts'
export {
  type Clause,
  type ClauseField,
  type Clauses,
  clausesOf,
  needsHttp,
  parseClaimPath,
} from './model/clauses.ts'
export type { YamlObject } from './model/documents.ts'
export { isDryRun } from './model/dry-run.ts'
export { type EffectiveMtls, effectiveMtls } from './model/effective-mtls.ts'
export { findConflicts } from './model/find-conflicts.ts'
export type {
  AuthorizationPolicy,
  AuthorizationRule,
} from './model/kinds/authorization-policy.ts'
export type { DestinationRule } from './model/kinds/destination-rule.ts'
export {
  earlyHeaderMutationExtensions,
  traceHeaders,
} from './model/kinds/envoy-filter/early-header-mutation.ts'
export { headerLimits } from './model/kinds/envoy-filter/header-limits.ts'
export { localReplyConfig } from './model/kinds/envoy-filter/local-reply.ts'
export type { ConfigPatch } from './model/kinds/envoy-filter.ts'
export type { Gateway } from './model/kinds/gateway.ts'
export type { PeerAuthentication } from './model/kinds/peer-authentication.ts'
export type { JwtRule, RequestAuthentication } from './model/kinds/request-authentication.ts'
export type { HttpMatch } from './model/kinds/virtual-service/http-match.ts'
export type { HttpRoute } from './model/kinds/virtual-service/http-route.ts'
export type { VirtualService } from './model/kinds/virtual-service.ts'
export type { MeshModel } from './model/mesh-model.ts'
export { isObject } from './model/objects.ts'
export {
  isFaultFile,
  type OtherObject,
  type ParsedMesh,
  parseMeshAndOthers,
  parseMeshFiles,
} from './model/parse-mesh.ts'
export { patchesFor } from './model/patches-for.ts'
export { describePath, type Path } from './model/path.ts'
export { describeProblem, MeshError, type Position, type Problem } from './model/problem.ts'
export { type Folder, type MeshFile, readFolder } from './model/read-folder.ts'
export { qualifyHost } from './model/registry.ts'
export type { Resource } from './model/resource.ts'
export { hasLabels, hasSelector, hasTargetRef, policiesFor } from './model/select.ts'
export { escapeRegex, parseStringRule } from './model/strings.ts'
export { isTemplate } from './model/template.ts'
export { trustDomainsOf } from './model/trust-domain.ts'
export { metricsServicePort } from './model/workload.ts'
