import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { alertsFolder, isAlert, readRuleFiles, yamlFilesOf } from '../rules/rule-file.ts'

interface TestFile {
  readonly tests: readonly {
    readonly alert_rule_test?: readonly {
      readonly alertname: string
      readonly exp_alerts?: readonly { readonly exp_labels: Readonly<Record<string, string>> }[]
    }[]
  }[]
}

const fired = yamlFilesOf(alertsFolder, 'tests')
  .map((file): TestFile => parse(readFileSync(join(repositoryRoot, file), 'utf8')))
  .flatMap(({ tests }) => tests)
  .flatMap(({ alert_rule_test = [] }) => alert_rule_test)
  .flatMap(({ alertname, exp_alerts = [] }) =>
    exp_alerts.map(({ exp_labels }) => ({ alertname, labels: exp_labels })),
  )
const following = readRuleFiles([alertsFolder])
  .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules.filter(isAlert)))
  .filter(({ labels }) => labels.follows?.split(' ').includes('service'))
  .map(({ alert }) => alert)

// ServiceDown keeps back alerts of the same service, and can match no alert that names none.
it.each(following)('%s follows a service that it names', (alert) => {
  const services = fired.flatMap(({ alertname, labels }) =>
    alertname === alert ? [labels.service] : [],
  )
  expect(services).not.toEqual([])
  expect(services).not.toContain(undefined)
})
