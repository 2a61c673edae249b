import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { expect, it } from 'vitest'
import { runbooksFolder } from './runbook.ts'
import { commandsIn, commandsOfRows, shellBlocksIn } from './runbook-commands.ts'

const folder = join(repositoryRoot, runbooksFolder)
const read = (name: string) => readFileSync(join(folder, name), 'utf8')
const pages = readdirSync(folder).filter((name) => name !== 'README.md')

it('says of every command in a page what takes its place in a cluster', () => {
  const rows = commandsOfRows(read('README.md'))
  const missing = pages.flatMap((page) =>
    commandsIn(read(page))
      .filter((command) => !rows.includes(command))
      .map((command) => `${page}: ${command}`),
  )
  expect(missing).toEqual([])
})

it('finds the commands in blocks and in text', () => {
  const page = [
    "Of `stoa`: `stoa payments due`, `npx stoa dead-letters replay inventory`, `npx stoa query 'up'`.",
    ...['```sh', 'npx stoa logs --access -n 100 edge', 'npx stoa logs -n 100 nats', '```'],
  ].join('\n')
  expect(commandsIn(page)).toEqual([
    ...['payments due', 'dead-letters replay', 'query', 'logs --access', 'logs'],
  ])
})

it('reads the first column of a table alone', () => {
  const table =
    '| `npx stoa logs`, `npx stoa slo` | `npx stoa cluster verify` |\n| other | `npx stoa up` |'
  expect(commandsOfRows(table)).toEqual(['logs', 'slo'])
})

/** The syntax errors of a block, which bash parses and does not run; a here-document without an end is a mere warning. */
const syntaxErrorsOf = (block: string) =>
  spawnSync('bash', ['-n'], { input: block, encoding: 'utf8' }).stderr.trim()

const blocks = readdirSync(folder).flatMap((page) =>
  shellBlocksIn(read(page)).map((block, index) => ({ page, number: index + 1, block })),
)

it.each(blocks)('bash can parse block $number of $page', ({ block }) => {
  expect(syntaxErrorsOf(block)).toBe('')
})

it('finds every block of shell, and what bash cannot parse', () => {
  const fences = readdirSync(folder).flatMap((page) => read(page).match(/^ *```sh/gm) ?? [])
  expect(blocks).toHaveLength(fences.length)
  const page = ['1. So:', '   ```sh example', "   cat <<'YAML'", '   kind: A', '   YAML', '   ```']
  expect(shellBlocksIn(page.join('\n'))).toEqual(["cat <<'YAML'\nkind: A\nYAML\n"])
  for (const damaged of ["kubectl logs 'a", "cat <<'YAML'\nkind: A\n", 'kubectl get pods |'])
    expect(syntaxErrorsOf(damaged)).not.toBe('')
})
