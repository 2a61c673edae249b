export {
  type Authority,
  type Certificate,
  type CertificateRequest,
  openAuthority,
} from './authority/authority.ts'
export { type Compiled, compile } from './compile/compile.ts'
export type { CompileSettings } from './compile/scope.ts'
export type * from './evaluate/access-request.ts'
export { evaluate } from './evaluate/evaluate.ts'
export type * from './evaluate/verdict.ts'
export { effectiveMtls } from './model/effective-mtls.ts'
export type { MeshModel } from './model/mesh-model.ts'
export {
  type OtherObject,
  type ParsedMesh,
  parseMesh,
  parseMeshAndOthers,
  parseMeshFiles,
} from './model/parse-mesh.ts'
export { describeProblem, MeshError, type Problem } from './model/problem.ts'
export { type MeshFile, readFolder } from './model/read-folder.ts'
export type { Resource } from './model/resource.ts'
export { withFaults } from './model/with-faults.ts'
export { collectorUser, type Scrapes, type ScrapeTarget, type Workload } from './model/workload.ts'
export { applyFaults, type FaultsResult, readActiveFaults } from './serve/faults-client.ts'
export type { ProvidedCredential, ProvidedCredentials } from './serve/secrets.ts'
export { type Mesh, type MeshOptions, startMesh } from './serve/start-mesh.ts'
