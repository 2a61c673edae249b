import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { onTestFinished, vi } from 'vitest'

/** A `kubectl` on PATH that runs a shell script, in which `$*` are its arguments. */
export function fakeKubectl(script: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-kubectl-'))
  const program = join(folder, 'kubectl')
  writeFileSync(program, `#!/bin/sh\n${script}\n`)
  chmodSync(program, 0o755)
  vi.stubEnv('PATH', [folder, dirname(process.execPath), '/bin', '/usr/bin'].join(delimiter))
  onTestFinished(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true })
  })
}

/** A kubeconfig with this context alone, until the test has ended. */
export function fakeKubeconfig(context: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-kubeconfig-'))
  writeFileSync(join(folder, 'config'), `contexts: [{ name: ${context} }]\n`)
  vi.stubEnv('KUBECONFIG', join(folder, 'config'))
  onTestFinished(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true })
  })
}
