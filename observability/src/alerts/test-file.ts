import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { parse } from 'yaml'
import { z } from 'zod'
import { readParsed } from '../read-parsed.ts'
import { alertsFolder, yamlFilesOf } from '../rules/rule-file.ts'

/** The parts of a promtool test that say which alert fires on which series. */
const schema = z.object({
  tests: z.array(
    z.object({
      input_series: z.array(z.object({ series: z.string() })).default([]),
      alert_rule_test: z
        .array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()).default([]) }))
        .default([]),
    }),
  ),
})

/** One statement of a promtool test: the alert fires, or stays quiet, on these metrics. */
export interface AlertCase {
  readonly alert: string
  readonly fires: boolean
  readonly metrics: readonly string[]
}

const nameOf = (series: string) => series.split('{')[0] ?? series

export const casesOf = (text: string): AlertCase[] =>
  schema.parse(parse(text)).tests.flatMap(({ input_series, alert_rule_test }) =>
    alert_rule_test.map(({ alertname, exp_alerts }) => ({
      ...{ alert: alertname, fires: exp_alerts.length > 0 },
      metrics: [...new Set(input_series.map(({ series }) => nameOf(series)))],
    })),
  )

export const readCases = (root = repositoryRoot): AlertCase[] =>
  yamlFilesOf(alertsFolder, 'tests', root).flatMap((path) =>
    readParsed(join(root, path), casesOf, path),
  )
