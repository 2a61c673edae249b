import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CannotRun, repositoryRoot } from '@stoa/topology'

/** A module with nothing but the checksums of everything that goes into the two programs. */
const moduleFolder = join(import.meta.dirname, '../go/prometheus')
const packages = ['prometheus', 'promtool'].map(
  (program) => `github.com/prometheus/prometheus/cmd/${program}`,
)

/** What the programs answer as their version; a module has none by itself. */
const versionVariable = 'github.com/prometheus/common/version.Version'

/** Prometheus numbers its Go module 0.316.0 where its release is 3.16.0. */
export function releaseOf(goMod: string): string {
  const [, major = '', minor = '', patch = ''] =
    /github\.com\/prometheus\/prometheus v0\.(\d)(\d\d)\.(\d+)/.exec(goMod) ?? []
  if (!major) throw new Error('go.mod does not require github.com/prometheus/prometheus v0.…')
  return `${major}.${Number(minor)}.${patch}`
}

/** Builds Prometheus and promtool from Go modules. @returns the folder that holds them */
export async function buildPrometheus(): Promise<string> {
  const release = releaseOf(readFileSync(join(moduleFolder, 'go.mod'), 'utf8'))
  const toolsFolder = join(repositoryRoot, '.stoa/tools')
  mkdirSync(toolsFolder, { recursive: true })
  const scratch = mkdtempSync(join(toolsFolder, '.build-'))
  try {
    const flags = ['-trimpath', '-buildvcs=false', '-ldflags', `-X ${versionVariable}=${release}`]
    await go(['build', ...flags, '-o', `${scratch}/`, ...packages])
    const folder = join(toolsFolder, `prometheus-${release}`)
    rmSync(folder, { recursive: true, force: true })
    renameSync(scratch, folder)
    return folder
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function go(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('go', args, {
      cwd: moduleFolder,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly' },
    })
    child.on('error', () => reject(new CannotRun('Go is not on PATH; install Go as in go.mod')))
    child.on('exit', (status) =>
      status === 0 ? resolve() : reject(new Error(`go ${args[0]} ended with status ${status}`)),
    )
  })
}
