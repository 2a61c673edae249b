import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { expect, it } from 'vitest'
import { runbooksFolder } from './runbook.ts'
import { commandsIn, commandsOfRows } from './runbook-commands.ts'

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
