import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CannotRun, repositoryRoot } from '@stoa/topology'

export const traceTools = ['jaeger', 'collector'] as const
export const builtTools = [...traceTools, 'helm'] as const
export type BuiltTool = (typeof builtTools)[number]

interface Build {
  readonly package: string
  readonly version: RegExp
  /** The variable of its code that says its version; a module has none by itself. */
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
    versionVariable: 'helm.sh/helm/v4/internal/version.version',
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
  const toolsFolder = join(repositoryRoot, '.stoa/tools')
  mkdirSync(toolsFolder, { recursive: true })
  const scratch = mkdtempSync(join(toolsFolder, '.build-'))
  try {
    const { package: what, versionVariable } = built[tool]
    const version = versionVariable ? ` -X ${versionVariable}=v${release}` : ''
    await goBuild(folder, ['-ldflags', `-s -w${version}`, '-o', join(scratch, tool), what])
    const target = join(toolsFolder, `${tool}-${release}`)
    rmSync(target, { recursive: true, force: true })
    renameSync(scratch, target)
    return target
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function goBuild(cwd: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('go', ['build', '-trimpath', '-buildvcs=false', ...args], {
      ...{ cwd, stdio: ['ignore', 'inherit', 'inherit'] },
      env: { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly' },
    })
    child.on('error', () => reject(new CannotRun('Go is not on PATH; install Go as in go.mod')))
    child.on('exit', (status) =>
      status === 0 ? resolve() : reject(new Error(`go build ended with status ${status}`)),
    )
  })
}
