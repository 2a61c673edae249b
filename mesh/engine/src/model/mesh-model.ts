import type { z } from 'zod'
import type { Kind, kinds } from './kinds.ts'
import type { Resource } from './resource.ts'
import type { MeshSettings } from './settings.ts'

export type SpecOf<K extends Kind> = z.output<(typeof kinds)[K]['spec']>

/**
 * All resources of a mesh by kind, in the order of their files, and the settings of its MeshConfig.
 */
export type MeshModel = { readonly [K in Kind]: readonly Resource<SpecOf<K>>[] } & {
  readonly settings: MeshSettings
}
