import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Heal } from './fault.ts'

/** Takes lines out of a file of the mesh's policies until it is healed. @throws Error when no line matches */
export async function withoutLines(
  policyDir: string,
  file: string,
  matching: RegExp,
): Promise<Heal> {
  const path = join(policyDir, file)
  const before = readFileSync(path, 'utf8')
  const after = before
    .split('\n')
    .filter((line) => !matching.test(line))
    .join('\n')
  if (after === before) throw new Error(`${file} has no line that matches ${matching}`)
  writeFileSync(path, after)
  return async () => writeFileSync(path, before)
}
