import { writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { stringify } from 'yaml'
import { readRuleFiles } from './rule-file.ts'
import { divideWindows } from './scale.ts'

/**
 * Writes every rule and alert into `folder`, with windows, offsets, `for` and intervals divided: 60 turns minutes into seconds.
 * @returns the paths, for the `rule_files` of a Prometheus that scrapes and evaluates every 1 to 2 s
 */
export const writeDividedRules = (folder: string, by: number): string[] =>
  readRuleFiles().map((file) => {
    const path = join(folder, `${basename(dirname(file.path))}-${basename(file.path)}`)
    writeFileSync(path, stringify({ groups: divideWindows(file, by).groups }))
    return path
  })
