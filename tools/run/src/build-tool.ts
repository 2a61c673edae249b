import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CannotRun, repositoryRoot } from '@stoa/topology'

export const traceTools = ['jaeger', 'collector'] as const
export type TraceTool = (typeof traceTools)[number]

/** What each is built from; its module pins the checksums of everything that goes into it. */
const built: Readonly<Record<TraceTool, { readonly package: string; readonly version: RegExp }>> = {
  // Jaeger's release 2.13 is the version 1.76 of its Go module.
  jaeger: {
    package: 'github.com/jaegertracing/jaeger/cmd/jaeger',
    version: /github\.com\/jaegertracing\/jaeger v1\.(\d+)\.(\d+)/,
  },
  collector: { package: '.', version: /collector\/otelcol v(\d+\.\d+\.\d+)/ },
}
const jaegerMinorsBehind = 63

const moduleFolder = (tool: TraceTool) => join(import.meta.dirname, '../go', tool)

/** The release that a module builds, from its go.mod. */
export function releaseIn(tool: TraceTool, goMod: string): string {
  const [, first = '', second = ''] = built[tool].version.exec(goMod) ?? []
  if (!first) throw new Error(`${tool}: go.mod does not require the version to build`)
  return tool === 'jaeger' ? `2.${Number(first) - jaegerMinorsBehind}.${second}` : first
}

/** Builds the collector or Jaeger from Go modules. @returns the folder that holds it */
export async function buildTraceTool(tool: TraceTool): Promise<string> {
  const folder = moduleFolder(tool)
  const release = releaseIn(tool, readFileSync(join(folder, 'go.mod'), 'utf8'))
  const toolsFolder = join(repositoryRoot, '.stoa/tools')
  mkdirSync(toolsFolder, { recursive: true })
  const scratch = mkdtempSync(join(toolsFolder, '.build-'))
  try {
    await goBuild(folder, join(scratch, tool), built[tool].package)
    const target = join(toolsFolder, `${tool}-${release}`)
    rmSync(target, { recursive: true, force: true })
    renameSync(scratch, target)
    return target
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function goBuild(cwd: string, output: string, what: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      'go',
      ['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-o', output, what],
      {
        ...{ cwd, stdio: ['ignore', 'inherit', 'inherit'] },
        env: { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly' },
      },
    )
    child.on('error', () => reject(new CannotRun('Go is not on PATH; install Go as in go.mod')))
    child.on('exit', (status) =>
      status === 0 ? resolve() : reject(new Error(`go build ended with status ${status}`)),
    )
  })
}
