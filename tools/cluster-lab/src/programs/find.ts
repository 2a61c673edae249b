import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { requireHelm } from '@stoa/cluster'
import { CannotRun } from '@stoa/topology'
import { builtFolder } from './places.ts'
import { type BuildName, type Built, buildNames, builds } from './programs.ts'

export interface LabPrograms {
  readonly etcd: string
  readonly apiServer: string
  readonly controllerManager: string
  readonly scheduler: string
  readonly kwok: string
  /** kwok's own stages, which say how nodes and pods become ready. */
  readonly stages: string
  readonly istiod: string
  readonly istioctl: string
  /** Asks istiod for the configuration of proxies. */
  readonly ads: string
  readonly istioCharts: string
  /** Folders of other operators' CRDs. */
  readonly crds: readonly string[]
  readonly helm: string
}

const isBuilt = (name: BuildName): boolean => {
  const { programs, folders = {} }: Built = builds[name]
  const files = [...Object.keys(programs), ...Object.keys(folders)]
  return files.every((file) => existsSync(join(builtFolder(name), file)))
}

/** Every program of the lab. @throws CannotRun with the commands that bring what is missing */
export function findPrograms(): LabPrograms {
  const helm = findHelm()
  const missing = buildNames.filter((name) => !isBuilt(name))
  const problems = [
    ...(missing.length > 0
      ? [`not built yet: ${missing.join(', ')}; \`npx stoa lab build\` builds them (needs Go)`]
      : []),
    ...('problem' in helm ? [helm.problem] : []),
  ]
  if (problems.length > 0 || 'problem' in helm) throw new CannotRun(problems.join('\n'))
  const at = (name: BuildName, file: string) => join(builtFolder(name), file)
  return {
    etcd: at('etcd', 'etcd'),
    apiServer: at('kubernetes', 'kube-apiserver'),
    controllerManager: at('kubernetes', 'kube-controller-manager'),
    scheduler: at('kubernetes', 'kube-scheduler'),
    kwok: at('kwok', 'kwok'),
    stages: at('kwok', 'stages'),
    istiod: at('istio', 'pilot-discovery'),
    istioctl: at('istio', 'istioctl'),
    ads: at('istio', 'ads'),
    istioCharts: at('istio', 'charts'),
    crds: Object.keys(builds['cluster-crds'].folders).map((folder) => at('cluster-crds', folder)),
    helm: helm.program,
  }
}

function findHelm(): { readonly program: string } | { readonly problem: string } {
  try {
    return { program: requireHelm() }
  } catch (error) {
    return { problem: (error as Error).message }
  }
}
