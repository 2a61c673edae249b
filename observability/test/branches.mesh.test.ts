import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { withoutEachBranch } from '../src/alerts/branches.ts'
import { alertsFolder, isAlert, readRuleFiles, rulesFolder } from '../src/rules/rule-file.ts'
import { programsNamed } from './programs.ts'
import { runProgram } from './run-program.ts'

let scratch: string
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'stoa-branches-'))
  for (const folder of [alertsFolder, rulesFolder])
    cpSync(join(repositoryRoot, folder), join(scratch, basename(folder)), { recursive: true })
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** The branches of its alerts are windows of one list, which the tests of the generator hold. */
const generated = join(alertsFolder, 'slo.yaml')

const damaged = readRuleFiles([alertsFolder]).flatMap(({ path, groups }) =>
  (path === generated ? [] : groups)
    .flatMap(({ rules }) => rules.filter(isAlert))
    .flatMap(({ alert, expr }) =>
      withoutEachBranch(expr).map((without, at) => ({
        path,
        groups,
        alert,
        without,
        branch: at + 1,
      })),
    ),
)
const [promtool] = programsNamed('promtool')

it.each(damaged)(
  'the cases of $alert fail without branch $branch of its expression',
  async ({ path, groups, alert, without }) => {
    const file = join(scratch, 'alerts', basename(path))
    const rulesOf = (expr?: string) =>
      groups.map((group) => ({
        ...group,
        rules: group.rules.map((rule) =>
          isAlert(rule) && rule.alert === alert && expr ? { ...rule, expr } : rule,
        ),
      }))
    writeFileSync(file, stringify({ groups: rulesOf(without) }))
    const { status, output } = await runProgram(promtool, [
      ...['test', 'rules', file.replace('.yaml', '.test.yaml')],
    ])
    writeFileSync(file, stringify({ groups: rulesOf() }))
    expect(status, output).toBe(1)
    expect(output).toContain(alert)
  },
)
