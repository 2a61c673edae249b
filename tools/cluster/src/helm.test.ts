import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { runHelm } from '../test/run-helm.ts'
import { findHelm, HelmError } from './helm.ts'

/** A folder with a program `helm` that prints this. */
function helmThat(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-helm-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'helm'), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, 'helm'), 0o755)
  return folder
}

it('a Helm on PATH is used when it is new enough', () => {
  const [old, current] = [helmThat('echo v3.19.0'), helmThat('echo v4.3.2')]
  expect(findHelm(`${old}:${current}`, () => '/built/helm')).toBe(join(current, 'helm'))
})

it('else the one that was built, where there is one', () => {
  const old = helmThat('echo v3.19.0')
  expect(findHelm(old, () => '/built/helm')).toBe('/built/helm')
  expect(findHelm(`/none:${old}`, () => undefined)).toBeUndefined()
})

it('what Helm complains about is the error, without its log lines', () => {
  const program = join(
    helmThat(
      'echo "level=INFO msg=x" >&2; echo "I1128 18:39:07.7 25 warnings.go:107] x" >&2; echo "Error: no chart" >&2; exit 1',
    ),
    'helm',
  )
  expect(() => runHelm(program, ['template'])).toThrow(new HelmError('Error: no chart'))
})
