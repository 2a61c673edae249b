import type { MtlsMode, PeerAuthentication } from './kinds/peer-authentication.ts'
import { type Resource, rootNamespace } from './resource.ts'
import { hasSelector, reaching, type Target } from './select.ts'

export type EffectiveMode = Exclude<MtlsMode, 'UNSET'>

/** The mTLS mode of one port: port over workload over namespace over mesh over PERMISSIVE. */
export function effectiveMtls(
  all: readonly Resource<PeerAuthentication>[],
  target: Target,
  port: number,
): EffectiveMode {
  const own = reaching(all, target)
  const workload = oldest(own.filter((r) => r.namespace !== rootNamespace && hasSelector(r.spec)))
  const namespace = oldest(own.filter((r) => r.namespace !== rootNamespace && !hasSelector(r.spec)))
  const mesh = oldest(own.filter((r) => r.namespace === rootNamespace && !hasSelector(r.spec)))
  const modes = [
    workload?.spec.portLevelMtls?.[String(port)]?.mode,
    workload?.spec.mtls?.mode,
    namespace?.spec.mtls?.mode,
    mesh?.spec.mtls?.mode,
  ]
  return modes.find(isSet) ?? 'PERMISSIVE'
}

function oldest<Spec>(level: readonly Resource<Spec>[]): Resource<Spec> | undefined {
  return [...level].sort((a, b) => (a.createdAt ?? '').localeCompare(b.createdAt ?? ''))[0]
}

const isSet = (mode: MtlsMode | undefined): mode is EffectiveMode =>
  mode !== undefined && mode !== 'UNSET'
