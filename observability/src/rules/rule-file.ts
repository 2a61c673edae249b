import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { parse } from 'yaml'
import { z } from 'zod'
import { readParsed } from '../read-parsed.ts'

const expression = z.string().min(1)
const labels = z.record(z.string(), z.string())

const recordingRule = z.strictObject({
  record: z.string(),
  expr: expression,
  labels: labels.optional(),
})

const alertRule = z.strictObject({
  alert: z.string(),
  expr: expression,
  for: z.string().optional(),
  keep_firing_for: z.string().optional(),
  labels: labels.default({}),
  annotations: labels.default({}),
})

const group = z.strictObject({
  name: z.string(),
  interval: z.string().optional(),
  rules: z.array(z.union([recordingRule, alertRule])),
})

export const ruleFileSchema = z.strictObject({ groups: z.array(group) })

export type RecordingRule = z.infer<typeof recordingRule>
export type AlertRule = z.infer<typeof alertRule>
export type RuleGroup = z.infer<typeof group>

export interface RuleFile {
  /** Relative to the repository's root. */
  readonly path: string
  readonly groups: readonly RuleGroup[]
}

export const isAlert = (rule: RecordingRule | AlertRule): rule is AlertRule => 'alert' in rule

export const rulesFolder = 'observability/rules'
export const alertsFolder = 'observability/alerts'

const isTest = (name: string) => name.endsWith('.test.yaml')

/** The paths of the YAML files of a folder, relative to the root; tests of rules apart from rules. */
export const yamlFilesOf = (folder: string, kind: 'rules' | 'tests', root = repositoryRoot) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.yaml') && isTest(name) === (kind === 'tests'))
    .sort()
    .map((name) => join(folder, name))

const parseRules = (text: string) => ruleFileSchema.parse(parse(text))

/** Reads the recording rules and alerts. @throws Error that names a file which is no YAML, or has a field that Prometheus does not know */
export const readRuleFiles = (
  folders: readonly string[] = [rulesFolder, alertsFolder],
  root = repositoryRoot,
): RuleFile[] =>
  folders
    .flatMap((folder) => yamlFilesOf(folder, 'rules', root))
    .map((path) => ({
      path,
      groups: readParsed(join(root, path), parseRules, path).groups,
    }))
