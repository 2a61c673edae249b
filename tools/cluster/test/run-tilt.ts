import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBuilt } from '@stoa/run'
import { repositoryRoot } from '@stoa/topology'

export const tilt = findBuilt('tilt') ?? ''
export const bringTilt = 'npx stoa tools build tilt'

interface Link {
  readonly URL: { readonly Host: string; readonly Path: string; readonly RawQuery: string }
  readonly Name: string
}

interface Manifest {
  readonly Name: string
  readonly TriggerMode: number
  readonly ResourceDependencies: readonly string[] | null
  readonly ImageTargets: readonly {
    readonly selector: string
    readonly LiveUpdateSpec: {
      readonly stopPaths: readonly string[]
      readonly syncs: readonly { readonly localPath: string; readonly containerPath: string }[]
    }
    readonly BuildDetails: { readonly target: string; readonly args: readonly string[] }
  }[]
  readonly DeployTarget: {
    readonly yaml?: string
    readonly Links: readonly Link[] | null
    readonly portForwardTemplateSpec?: {
      readonly forwards: readonly { readonly localPort: number; readonly containerPort: number }[]
    }
    readonly UpdateCmdSpec?: { readonly args: readonly string[] } | null
    readonly ServeCmd?: { readonly Argv: readonly string[] | null }
  }
}

export interface TiltfileResult {
  readonly Manifests: readonly Manifest[]
  readonly EnabledManifests: readonly string[]
  /** What Tilt says while it reads. */
  readonly log: string
}

/** What Tilt has for a resource that starts at a click alone. */
export const startsByClick = 2

interface Loaded {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Has Tilt read the Tiltfile of `root`, with a context of the kubeconfig. */
export function runTilt(root: string, args: readonly string[], context = 'kind-stoa'): Loaded {
  const home = mkdtempSync(join(tmpdir(), 'stoa-tilt-home-'))
  const contexts = [context].map((name) => ({
    name,
    context: { cluster: name, user: 'nobody' },
  }))
  const kubeconfig = {
    ...{ apiVersion: 'v1', kind: 'Config', contexts, 'current-context': context },
    users: [{ name: 'nobody', user: {} }],
    clusters: contexts.map(({ name }) => ({ name, cluster: { server: 'http://127.0.0.1:1' } })),
  }
  writeFileSync(join(home, 'kubeconfig'), JSON.stringify(kubeconfig))
  const loaded = spawnSync(tilt, ['alpha', 'tiltfile-result', ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: {
      ...process.env,
      ...{ HOME: home, KUBECONFIG: join(home, 'kubeconfig'), TILT_DISABLE_ANALYTICS: '1' },
    },
  })
  rmSync(home, { recursive: true })
  return loaded
}

/** @throws Error with what Tilt says where the Tiltfile does not load */
export function loadTiltfile(root: string, services: readonly string[] = []): TiltfileResult {
  const { status, stdout, stderr } = runTilt(root, ['--verbose', '--', ...services])
  if (status !== 0) throw new Error(stderr)
  return { ...(JSON.parse(stdout) as Omit<TiltfileResult, 'log'>), log: stderr }
}

/** Tilt takes the folder in which the Tiltfile really is. */
const real = ['Tiltfile', 'tilt']

/** A copy of the repository that has links to all but the Tiltfile, and may have further services. */
export function linkedCopy(): string {
  const copy = mkdtempSync(join(tmpdir(), 'stoa-tilt-'))
  const linkAll = (folder: string, but: readonly string[]) => {
    mkdirSync(join(copy, folder), { recursive: true })
    for (const name of readdirSync(join(repositoryRoot, folder)))
      if (!but.includes(name))
        symlinkSync(join(repositoryRoot, folder, name), join(copy, folder, name))
  }
  linkAll('.', ['.git', '.stoa', 'services', ...real])
  for (const name of real) cpSync(join(repositoryRoot, name), join(copy, name), { recursive: true })
  linkAll('services', [])
  return copy
}
