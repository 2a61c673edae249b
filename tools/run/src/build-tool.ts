import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildFlags, go, makeToolFolder } from './go-tools.ts'

export const traceTools = ['jaeger', 'collector'] as const
export const builtTools = [...traceTools, 'helm', 'tilt', 'kubeconform'] as const
export type BuiltTool = (typeof builtTools)[number]

interface Build {
  readonly package: string
  readonly version: RegExp
  /** The variable of its code that says its version, up to the number; a module has none by itself. */
  readonly versionVariable?: string
}

/** What each is built from; its module pins the checksums of everything that goes into it. */
const built: Readonly<Record<BuiltTool, Build>> = {
  // Jaeger's release 2.13 is the version 1.76 of its Go module.
  jaeger: {
    package: 'github.com/jaegertracing/jaeger/cmd/jaeger',
    version: /github\.com\/jaegertracing\/jaeger v1\.(\d+)\.(\d+)/,
  },
  collector: { package: '.', version: /collector\/otelcol v(\d+\.\d+\.\d+)/ },
  helm: {
    package: 'helm.sh/helm/v4/cmd/helm',
    version: /helm\.sh\/helm\/v4 v(\d+\.\d+\.\d+)/,
    versionVariable: 'helm.sh/helm/v4/internal/version.version=v',
  },
  tilt: {
    package: 'github.com/tilt-dev/tilt/cmd/tilt',
    version: /github\.com\/tilt-dev\/tilt v(\d+\.\d+\.\d+)/,
    versionVariable: 'main.version=',
  },
  kubeconform: {
    package: 'github.com/yannh/kubeconform/cmd/kubeconform',
    version: /yannh\/kubeconform v(\d+\.\d+\.\d+)/,
    versionVariable: 'main.version=',
  },
}
const jaegerMinorsBehind = 63

const moduleFolder = (tool: BuiltTool) => join(import.meta.dirname, '../go', tool)

/** The release that a module builds, from its go.mod. */
export function releaseIn(tool: BuiltTool, goMod: string): string {
  const [, first = '', second = ''] = built[tool].version.exec(goMod) ?? []
  if (!first) throw new Error(`${tool}: go.mod does not require the version to build`)
  return tool === 'jaeger' ? `2.${Number(first) - jaegerMinorsBehind}.${second}` : first
}

/** Builds one of them from Go modules. @returns the folder that holds it */
export async function buildTool(tool: BuiltTool): Promise<string> {
  const folder = moduleFolder(tool)
  const release = releaseIn(tool, readFileSync(join(folder, 'go.mod'), 'utf8'))
  const { package: what, versionVariable } = built[tool]
  const version = versionVariable ? ` -X ${versionVariable}${release}` : ''
  return makeToolFolder(`${tool}-${release}`, async (scratch) => {
    const flags = [...buildFlags, '-ldflags', `-s -w${version}`]
    await go(folder, ['build', ...flags, '-o', join(scratch, tool), what])
  })
}
