import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { describe, expect, it, onTestFinished } from 'vitest'
import { workflowFaults } from './faults.ts'

const folder = join(repositoryRoot, '.github/workflows')
const files = readdirSync(folder)
const textOf = (file: string) => readFileSync(join(folder, file), 'utf8')
const checks = textOf('checks.yaml')

it.each(files)('%s may do no more than it has to', (file) => {
  expect(workflowFaults(textOf(file))).toEqual([])
})

it.each([
  [/@[0-9a-f]{40} # v7.0.1/, '@v7 # v7.0.1', 'actions/checkout@v7 is not pinned by its commit'],
  [/ # v7\.0\.1/, '', 'does not say its version'],
  [/permissions: \{\}/, 'permissions: write-all', 'grants permissions to every job'],
  [/ {4}permissions:\n.*\n/, '', 'checks: names no permissions'],
  [/ {4}timeout-minutes: 15\n/, '', 'checks: has no timeout'],
  [/persist-credentials: false/, 'fetch-depth: 0', 'checks: leaves its token in the checkout'],
])('a workflow with %s replaced by %j is refused', (from, to, fault) => {
  expect(workflowFaults(checks.replace(from, to)).join('\n')).toContain(fault)
})

const isInstalled = (program: string) => spawnSync(program, ['--version']).error === undefined

describe.each([
  ['actionlint', []],
  ['zizmor', ['--offline', '--pedantic', '--quiet']],
])('%s, where it is installed', (program, args) => {
  const statusOf = (of: readonly string[]) => spawnSync(program, [...args, ...of]).status

  it.runIf(isInstalled(program))(
    'has nothing to say of the workflows, and of a damaged one it has',
    () => {
      expect(statusOf(files.map((file) => join(folder, file)))).toBe(0)
      const damaged = mkdtempSync(join(tmpdir(), 'stoa-workflow-'))
      onTestFinished(() => rmSync(damaged, { recursive: true }))
      const text = checks
        .replace('npm run check', `echo $\{{ github.head_ref }}`)
        .replace('runs-on: ubuntu-24.04', 'runs-on: ubuntu-99')
      writeFileSync(join(damaged, 'checks.yaml'), text)
      expect(statusOf([join(damaged, 'checks.yaml')])).not.toBe(0)
    },
  )
})
