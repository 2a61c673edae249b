import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildFlags, go, makeToolFolder } from './go-tools.ts'

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
  const flags = [...buildFlags, '-ldflags', `-X ${versionVariable}=${release}`]
  return makeToolFolder(`prometheus-${release}`, async (scratch) => {
    await go(moduleFolder, ['build', ...flags, '-o', `${scratch}/`, ...packages])
  })
}
