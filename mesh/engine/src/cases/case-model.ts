import { meshConfigSpec } from '../model/kinds/mesh-config.ts'
import { kinds } from '../model/kinds.ts'
import type { MeshModel } from '../model/mesh-model.ts'
import { parseObject } from '../model/parse-object.ts'
import { describeProblem } from '../model/problem.ts'
import { type MeshSettings, settingsOf } from '../model/settings.ts'
import type { Case } from './case.ts'

/**
 * The model of a case, or the reason why its policies are refused. Skips objects that are not
 * Istio's.
 */
export function modelOf({ id, policies, mesh, features }: Case): MeshModel | string {
  const model: Record<string, unknown[]> = Object.fromEntries(
    Object.keys(kinds).map((kind) => [kind, []]),
  )
  for (const value of policies) {
    if (!isIstio(value)) continue
    const parsed = parseObject(id, { value, lineOf: () => 1 })
    if ('problems' in parsed) return parsed.problems.map(describeProblem).join('; ')
    model[parsed.kind]?.push(parsed.resource)
  }
  const config = meshConfigSpec.safeParse(mesh ?? {})
  if (!config.success) return `mesh: ${config.error.message}`
  const settings = switched(settingsOf(config.data), features ?? {})
  // Each list holds resources that the schema of its kind has parsed.
  return { ...model, settings } as unknown as MeshModel
}

const isIstio = (value: unknown): boolean =>
  value !== null &&
  typeof value === 'object' &&
  'apiVersion' in value &&
  String(value.apiVersion).includes('.istio.io/')

const switched = (settings: MeshSettings, features: Readonly<Record<string, unknown>>) => ({
  ...settings,
  allowsMultipleAuthorizers: features.PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS === true,
  selectorsApplyToGatewayApi: features.ENABLE_SELECTOR_BASED_K8S_GATEWAY_POLICY !== false,
})
