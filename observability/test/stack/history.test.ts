import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { alertsFolder, rulesFolder, yamlFilesOf } from '../../src/rules/rule-file.ts'
import { damaged, readText } from './files.ts'

/** The rules and alerts that the file leaves out or invents. */
function ruleFileFaults(text: string): string[] {
  const named = new Set<string>(parse(text).rule_files)
  const there = [alertsFolder, rulesFolder]
    .flatMap((folder) => yamlFilesOf(folder, 'rules'))
    .map((path) => path.replace(/^observability\//, ''))
  return [
    ...there.filter((path) => !named.has(path)).map((path) => `${path} is left out`),
    ...[...named].filter((path) => !there.includes(path)).map((path) => `there is no ${path}`),
  ]
}

const text = readText('prometheus-history.yaml')

it('evaluates the rules and alerts of the platform', () => {
  expect(ruleFileFaults(text)).toEqual([])
})

it.each([
  ['alerts/broker.yaml', 'alerts/brokers.yaml', 'alerts/broker.yaml is left out'],
  ['  - rules/mesh.yaml\n', '', 'rules/mesh.yaml is left out'],
  ['alerts/broker.yaml', 'alerts/broker.test.yaml', 'there is no alerts/broker.test.yaml'],
])('is refused with %j as %j', (part, by, fault) => {
  expect(ruleFileFaults(damaged(text, part, by)).join('\n')).toContain(fault)
})
