import type { MtlsMode, PeerAuthentication } from './kinds/peer-authentication.ts'
import type { MeshModel } from './mesh-model.ts'
import type { Path } from './path.ts'
import type { Resource } from './resource.ts'
import { hasSelector, policiesFor, type Target } from './select.ts'

export type EffectiveMode = Exclude<MtlsMode, 'UNSET'>

/** A mode and the setting behind it, which is undefined for Istio's default. */
export interface EffectiveMtls {
  readonly mode: EffectiveMode
  readonly from?: { readonly resource: Resource<PeerAuthentication>; readonly path: Path }
}

type Policies = Pick<MeshModel, 'PeerAuthentication' | 'settings'>

/**
 * The effective mTLS mode of a port, or of the workload when no port is given. Port-level settings
 * override those of the workload, the namespace and the mesh; the default is PERMISSIVE.
 */
export function effectiveMtls(model: Policies, target: Target, port?: number): EffectiveMtls {
  const { workload, namespace, mesh } = levels(model, target)
  const candidates = [
    ...(port === undefined ? [] : [at(workload, ['portLevelMtls', String(port)])]),
    at(workload, ['mtls']),
    at(namespace, ['mtls']),
    at(mesh, ['mtls']),
  ]
  return candidates.find((candidate) => candidate !== undefined) ?? { mode: 'PERMISSIVE' }
}

/** The policy that applies at each level; of several, the oldest one. */
function levels(model: Policies, target: Target) {
  const { rootNamespace } = model.settings
  const own = policiesFor(model.PeerAuthentication, target, model.settings)
  const isRoot = ({ namespace }: Resource<unknown>) => namespace === rootNamespace
  return {
    workload: oldest(own.filter((one) => !isRoot(one) && hasSelector(one.spec))),
    namespace: oldest(own.filter((one) => !isRoot(one) && !hasSelector(one.spec))),
    mesh: oldest(own.filter((one) => isRoot(one) && !hasSelector(one.spec))),
  }
}

function at(
  resource: Resource<PeerAuthentication> | undefined,
  [field, port]: readonly ['mtls'] | readonly ['portLevelMtls', string],
): EffectiveMtls | undefined {
  const mtls = field === 'mtls' ? resource?.spec.mtls : resource?.spec.portLevelMtls?.[port ?? '']
  if (resource === undefined || mtls === undefined || mtls.mode === 'UNSET') return undefined
  const path = ['spec', field, ...(port === undefined ? [] : [port]), 'mode']
  return { mode: mtls.mode, from: { resource, path } }
}

const oldest = <Spec>(level: readonly Resource<Spec>[]): Resource<Spec> | undefined =>
  level.toSorted((a, b) => (ageOf(a) < ageOf(b) ? -1 : 1))[0]

const ageOf = ({ createdAt = '', name }: Resource<unknown>) => `${createdAt} ${name}`
