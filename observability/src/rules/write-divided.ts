import { writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { stringify } from 'yaml'
import { isAlert, readRuleFiles } from './rule-file.ts'
import { divideWindows } from './scale.ts'

/**
 * Writes every rule and alert into `folder`, with windows, offsets, `for` and intervals divided: 60 turns minutes into seconds.
 * @param without - the names of alerts to leave out, to see what misses them
 * @returns the paths, for the `rule_files` of a Prometheus that scrapes and evaluates every 1 to 2 s
 */
export const writeDividedRules = (
  folder: string,
  by: number,
  without: readonly string[] = [],
): string[] =>
  readRuleFiles().map((file) => {
    const path = join(folder, `${basename(dirname(file.path))}-${basename(file.path)}`)
    const groups = divideWindows(file, by).groups.map(({ rules, ...group }) => ({
      ...group,
      rules: rules.filter((rule) => !(isAlert(rule) && without.includes(rule.alert))),
    }))
    writeFileSync(path, stringify({ groups }))
    return path
  })
