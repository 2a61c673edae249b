import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Authority } from '../authority/authority.ts'
import { replaceFile } from '../authority/replace-file.ts'
import { compile } from '../compile/compile.ts'
import { type CompileSettings, type Scope, scopesOf } from '../compile/scope.ts'
import type { MeshModel } from '../model/mesh-model.ts'
import type { Workload } from '../model/workload.ts'
import type { Bulletin } from './bulletin.ts'
import { type GivenCredentials, issueSecrets, secretsNeeded } from './certificates.ts'

export interface ToldMesh {
  /** Compiles and tells what changed; returns to how many Envoys. */
  readonly apply: (model: MeshModel, workloads: readonly Workload[]) => Promise<number>
  /** Issues every certificate anew. */
  readonly rotate: () => Promise<void>
  readonly workloads: () => readonly Workload[]
}

interface Told {
  readonly outDir: string
  readonly settings: CompileSettings
  readonly authority: Authority
  readonly lifetimeMs: number
  readonly credentials: GivenCredentials
  readonly bulletin: Bulletin
}

// Longer than an Envoy takes to be told new routes.
const lingerMs = 3_000

export const bootstrapFile = (outDir: string, instance: string): string =>
  join(outDir, instance, 'bootstrap.json')

/** What the Envoys are told, and the one place that changes it. */
export function tellMesh({
  outDir,
  settings,
  authority,
  lifetimeMs,
  credentials,
  bulletin,
}: Told): ToldMesh {
  let sweeping: NodeJS.Timeout | undefined
  const certified = new Map<string, string>()
  let scopes: readonly Scope[] = []

  const certify = async (scope: Scope) => {
    const { instance } = scope.workload
    bulletin.post(
      instance,
      'secrets',
      await issueSecrets(authority, scope, lifetimeMs, credentials),
    )
    certified.set(instance, secretsNeeded(scope))
  }
  const forget = async (instance: string) => {
    certified.delete(instance)
    bulletin.forget(instance)
    await rm(join(outDir, instance), { recursive: true, force: true })
  }

  return {
    workloads: () => scopes.map(({ workload }) => workload),
    rotate: async () => void (await Promise.all(scopes.map(certify))),
    async apply(model, workloads) {
      const compiled = compile(model, workloads, settings)
      scopes = scopesOf(model, workloads, settings)
      const isStale = (scope: Scope) =>
        certified.get(scope.workload.instance) !== secretsNeeded(scope)
      await Promise.all(scopes.filter(isStale).map(certify))
      let changed = 0
      for (const [instance, { bootstrap, resources }] of compiled) {
        await mkdir(join(outDir, instance), { recursive: true, mode: 0o700 })
        await replaceFile(bootstrapFile(outDir, instance), JSON.stringify(bootstrap))
        if (bulletin.post(instance, 'policies', resources)) changed += 1
      }
      clearTimeout(sweeping)
      sweeping = setTimeout(() => {
        for (const instance of compiled.keys()) bulletin.drop(instance)
      }, lingerMs).unref()
      const gone = [...certified.keys()].filter((instance) => !compiled.has(instance))
      await Promise.all(gone.map(forget))
      return changed
    },
  }
}
