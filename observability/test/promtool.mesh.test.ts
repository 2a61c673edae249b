import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { alertsFolder, rulesFolder, yamlFilesOf } from '../src/rules/rule-file.ts'
import { writeDividedRules } from '../src/rules/write-divided.ts'
import { programsNamed } from './programs.ts'
import { runProgram } from './run-program.ts'

const promtools = programsNamed('promtool')
const folders = [rulesFolder, alertsFolder]
const tests = folders.flatMap((folder) => yamlFilesOf(folder, 'tests'))
const rules = folders.flatMap((folder) => yamlFilesOf(folder, 'rules'))

let scratch: string
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'stoa-rules-'))
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe.concurrent.each(promtools)('%s', { timeout: 180_000 }, (promtool) => {
  const run = (...args: string[]) => runProgram(promtool, args, repositoryRoot)

  it('accepts every rule', async () => {
    const { status, output } = await run('check', 'rules', '--lint-fatal', ...rules)
    expect(status, output).toBe(0)
  })

  it.each(tests)('%s passes', async (file) => {
    const { status, output } = await run('test', 'rules', file)
    expect(status, output).toBe(0)
  })

  it('accepts every rule with its windows divided by 60', async () => {
    const files = writeDividedRules(mkdtempSync(join(scratch, 'divided-')), 60)
    const { status, output } = await run('check', 'rules', ...files)
    expect(status, output).toBe(0)
  })

  it('would tell of an alert with another threshold', async () => {
    const name = 'disk.yaml'
    const text = readFileSync(join(repositoryRoot, alertsFolder, name), 'utf8')
    writeFileSync(join(scratch, name), text.replace('< 0.05', '< 0.01'))
    const test = readFileSync(join(repositoryRoot, alertsFolder, 'disk.test.yaml'), 'utf8')
    const recording = join(repositoryRoot, rulesFolder)
    writeFileSync(join(scratch, 'disk.test.yaml'), test.replace('../rules', recording))
    const { status, output } = await run('test', 'rules', join(scratch, 'disk.test.yaml'))
    expect(status).toBe(1)
    expect(output).toContain('DiskNearlyFull')
  })
})
