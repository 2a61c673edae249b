import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import {
  alertsFolder,
  type RuleFile,
  readRuleFiles,
  rulesFolder,
  yamlFilesOf,
} from '../../src/rules/rule-file.ts'
import { programsNamed } from '../programs.ts'
import { runProgram } from '../run-program.ts'
import { equivalents } from './equivalents.ts'
import {
  failedIn,
  type Mutant,
  mutantsOf,
  type TestFile,
  testMutants,
  withMutants,
} from './mutants.ts'

let scratch: string
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'stoa-mutations-'))
  for (const folder of [alertsFolder, rulesFolder])
    cpSync(join(repositoryRoot, folder), join(scratch, basename(folder)), { recursive: true })
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const readTests = (path: string): TestFile =>
  parse(readFileSync(join(repositoryRoot, path), 'utf8'))
const isOfLimits = (path: string) => path.endsWith('-limits.test.yaml')

/** The short cases beside each limit first: a mutant that fails there is not tested further. */
const tests = yamlFilesOf(alertsFolder, 'tests')
  .map((path) => ({ path, file: readTests(path) }))
  .sort((one, other) => Number(isOfLimits(other.path)) - Number(isOfLimits(one.path)))

/** Generated from objectives; the tests of the generator cover its limits. */
const generated = join(alertsFolder, 'slo.yaml')
const files = readRuleFiles([alertsFolder]).filter(({ path }) => path !== generated)
const [promtool] = programsNamed('promtool')

/** The mutants of a file of alerts that pass all its tests, an alert at a time: promtool evaluates every rule of the file in every test. @throws Error when promtool fails without naming one */
async function survivorsOf(file: RuleFile, from = tests): Promise<string[]> {
  const survivors: string[] = []
  for (const mutants of Map.groupBy(mutantsOf(file.groups), ({ alert }) => alert).values())
    survivors.push(...(await survivorsAmong(mutants, file, from)))
  return survivors
}

async function survivorsAmong(
  mutants: readonly Mutant[],
  { path, groups }: RuleFile,
  from: typeof tests,
): Promise<string[]> {
  const inScratch = (file: string) => join(scratch, basename(alertsFolder), basename(file))
  let left = mutants
  for (const test of from.filter(({ file }) => file.rule_files.includes(basename(path)))) {
    const mutated = testMutants(test.file, left)
    if (mutated.tests.length === 0) continue
    writeFileSync(inScratch(path), stringify({ groups: withMutants(groups, left) }))
    writeFileSync(inScratch(test.path), stringify(mutated))
    const { status, output } = await runProgram(promtool, [
      ...['test', 'rules', inScratch(test.path)],
    ])
    const failed = failedIn(output)
    if ((status === 0) !== (failed.size === 0)) throw new Error(output)
    left = left.filter(({ name }) => !failed.has(name))
  }
  return left.map(({ alert, change }) => `${alert}: ${change}`)
}

it.each(files)(
  'the cases of $path tell each number and each `for` from one twice and one half as large',
  { timeout: 120_000 },
  async (file) => {
    const equivalent = mutantsOf(file.groups)
      .map(({ alert, change }) => `${alert}: ${change}`)
      .filter((one) => one in equivalents)
    expect(await survivorsOf(file)).toEqual(equivalent)
  },
)

it('would find a limit without a case beside it', async () => {
  const disk = files.find(({ path }) => path.endsWith('/disk.yaml'))
  if (!disk) throw new Error('there is no disk.yaml')
  const others = tests.filter(({ path }) => !isOfLimits(path))
  const survivors = await survivorsOf(disk, others)
  expect(survivors).toContain('DiskNearlyFull: for 1m -> 30s')
  expect(survivors.join()).toMatch(/DiskNearlyFull: 0\.05 at \d+ -> 0\.1/)
})

it('every mutation that is listed as equivalent exists', () => {
  const all = files.flatMap(({ groups }) => mutantsOf(groups))
  const changes = new Set(all.map(({ alert, change }) => `${alert}: ${change}`))
  expect(Object.keys(equivalents).filter((one) => !changes.has(one))).toEqual([])
})
