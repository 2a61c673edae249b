import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Authority } from '../authority/authority.ts'
import { replaceFile } from '../authority/replace-file.ts'
import { compile } from '../compile/compile.ts'
import { type CompileSettings, type Scope, scopesOf } from '../compile/scope.ts'
import type { MeshModel } from '../model/mesh-model.ts'
import type { Workload } from '../model/workload.ts'
import { issueSecrets, type ProvidedCredentials, secretsKey } from './secrets.ts'
import type { SnapshotCache } from './snapshot-cache.ts'

export interface ConfigPublisher {
  /** Compiles the mesh and publishes what changed; returns for how many Envoys. Throws MeshError. */
  readonly publish: (model: MeshModel, workloads: readonly Workload[]) => Promise<number>
  /** Issues every certificate anew. */
  readonly rotateCertificates: () => Promise<void>
  readonly workloads: () => readonly Workload[]
}

interface Options {
  readonly outDir: string
  readonly settings: CompileSettings
  readonly authority: Authority
  readonly lifetimeMs: number
  readonly credentials: ProvidedCredentials
  readonly cache: SnapshotCache
}

// Longer than an Envoy takes to apply new routes.
const keepRemovedClustersMs = 3_000

export const bootstrapFile = (outDir: string, instance: string): string =>
  join(outDir, instance, 'bootstrap.json')

/** Publishes configuration and certificates to the snapshot cache, which it alone writes. */
export function createConfigPublisher(options: Options): ConfigPublisher {
  const { outDir, settings, authority, lifetimeMs, credentials, cache } = options
  const issuedFor = new Map<string, string>()
  let pruning: NodeJS.Timeout | undefined
  let scopes: readonly Scope[] = []
  const publishSecrets = async (scope: Scope) => {
    const { instance } = scope.workload
    cache.set(instance, 'secrets', await issueSecrets(authority, scope, lifetimeMs, credentials))
    issuedFor.set(instance, secretsKey(scope))
  }
  const removeInstance = async (instance: string) => {
    issuedFor.delete(instance)
    cache.clear(instance)
    await rm(join(outDir, instance), { recursive: true, force: true })
  }
  return {
    workloads: () => scopes.map(({ workload }) => workload),
    rotateCertificates: async () => void (await Promise.all(scopes.map(publishSecrets))),
    async publish(model, workloads) {
      const compiled = compile(model, workloads, settings)
      scopes = scopesOf(model, workloads, settings)
      const needsSecrets = (scope: Scope) =>
        issuedFor.get(scope.workload.instance) !== secretsKey(scope)
      await Promise.all(scopes.filter(needsSecrets).map(publishSecrets))
      let changed = 0
      for (const [instance, { bootstrap, resources }] of compiled) {
        await mkdir(join(outDir, instance), { recursive: true, mode: 0o700 })
        await replaceFile(bootstrapFile(outDir, instance), JSON.stringify(bootstrap))
        if (cache.set(instance, 'policies', resources)) changed += 1
      }
      clearTimeout(pruning)
      pruning = setTimeout(() => {
        for (const instance of compiled.keys()) cache.prune(instance)
      }, keepRemovedClustersMs).unref()
      const removed = [...issuedFor.keys()].filter((instance) => !compiled.has(instance))
      await Promise.all(removed.map(removeInstance))
      return changed
    },
  }
}
