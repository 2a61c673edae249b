import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readCases } from './alerts/test-file.ts'
import { missingDashboards } from './dashboards/check/missing.ts'
import { readDashboards } from './dashboards/check/read.ts'
import { generateDashboards } from './dashboards/generate.ts'
import { readRuleFiles } from './rules/rule-file.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stoa-files-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function write(path: string, text: string) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

const alerts = 'observability/alerts'

it.each([
  ['rules that are no YAML', `${alerts}/a.yaml`, 'groups: [', () => readRuleFiles([alerts], root)],
  ['rules without groups', `${alerts}/a.yaml`, 'rules: []', () => readRuleFiles([alerts], root)],
  ['cases that are no YAML', `${alerts}/a.test.yaml`, 'tests: [', () => readCases(root)],
  [
    ...(['a dashboard that is no JSON', 'observability/dashboards/a.json', '{ "uid": '] as const),
    () => readDashboards(root),
  ],
  [
    'a dashboard without panels',
    'observability/dashboards/a.json',
    '{}',
    () => readDashboards(root),
  ],
])('%s: the error names the file', (_, path, text, read) => {
  write(path, text)
  expect(read).toThrow(path)
})

it('a dashboard that has been deleted is missing, and the others are not', async () => {
  const [deleted, ...others] = generateDashboards()
  for (const { path, text } of others) write(path, text)
  expect(await missingDashboards(root)).toEqual([deleted?.path])
  if (deleted) write(deleted.path, deleted.text)
  expect(await missingDashboards(root)).toEqual([])
})
