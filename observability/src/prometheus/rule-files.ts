import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The files with rules and alerts below `observability/`, without those that test them. */
export const ruleFilesIn = (folder: string): readonly string[] =>
  ['rules', 'alerts'].flatMap((name) => {
    const place = join(folder, name)
    const entries = existsSync(place) ? readdirSync(place).sort() : []
    return entries
      .filter((file) => file.endsWith('.yaml') && !file.endsWith('.test.yaml'))
      .map((file) => join(place, file))
  })
