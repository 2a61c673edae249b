import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** The files with rules and alerts below `observability/`, without those that test them. */
export const ruleFilesIn = (folder: string): readonly string[] =>
  ['rules', 'alerts'].flatMap((name) => {
    const place = join(folder, name)
    const entries = existsSync(place) ? readdirSync(place).sort() : []
    return entries
      .filter((file) => file.endsWith('.yaml') && !file.endsWith('.test.yaml'))
      .map((file) => join(place, file))
  })

/**
 * Copies rule files into `folder`, with links to the pages of runbooks below `runbooksUrl` instead of their paths in the repository.
 * @returns the copies
 */
export function linkRunbooks(
  files: readonly string[],
  folder: string,
  runbooksUrl: string,
): readonly string[] {
  mkdirSync(folder, { recursive: true })
  const base = runbooksUrl.replace(/\/$/, '')
  return files.map((file) => {
    const copy = join(folder, `${basename(dirname(file))}-${basename(file)}`)
    const text = readFileSync(file, 'utf8')
    writeFileSync(copy, text.replaceAll('runbook_url: docs/runbooks/', `runbook_url: ${base}/`))
    return copy
  })
}
