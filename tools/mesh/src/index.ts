export {
  type Authority,
  type Certificate,
  type CertificateRequest,
  openAuthority,
} from './authority/authority.ts'
export { type Compiled, compile } from './compile/compile.ts'
export type { CompileSettings } from './compile/scope.ts'
export type { MeshModel } from './model/mesh-model.ts'
export { parseMesh, parseMeshFiles } from './model/parse-mesh.ts'
export { describeProblem, MeshError, type Problem } from './model/problem.ts'
export { type Mesh, type MeshOptions, startMesh } from './run/start-mesh.ts'
export type { Workload } from './workload.ts'
