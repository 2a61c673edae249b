import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { doctor } from '../bin/doctor.js'
import { clusterRefusal } from '../bin/in-a-cluster.js'
import { runCli } from './cli.ts'
import { commands } from './commands.ts'

const table = readFileSync(join(repositoryRoot, 'docs/runbooks/README.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `npx stoa '))

afterEach(() => void vi.restoreAllMocks())

describe.each(commands)('stoa $name --context', (entry) => {
  it('asks a cluster, or says in a line what to do in one', async () => {
    const { usage } = await entry.load()
    const refusal = clusterRefusal(entry.name, ['--context', 'prod'])
    if (usage.includes('--context ')) expect(refusal).toBeUndefined()
    else expect(refusal).toMatch(/^stoa [a-z]+ is for the platform on this machine .*$/)
  })

  it('says what the table of the runbooks says', () => {
    const named = new RegExp(`^[^|]*\\| [^|]*\`npx stoa ${entry.name}[ \`]`)
    const row = table.filter((line) => named.test(line)).join()
    const refusal = clusterRefusal(entry.name, ['--context', 'prod']) ?? ''
    const advised = [...refusal.matchAll(/`((?:npx|kubectl) [^`]+)`/g)].map(([, one]) => one)
    if (row !== '') for (const command of advised) expect(row).toContain(`\`${command}\``)
  })
})

it.each([
  ['status', '--context', 'prod'],
  ['mesh', 'apply', 'fault.yaml', '--context=prod'],
])('a command of this machine alone is not run for a cluster: %s', async (...args) => {
  const err = vi.fn()
  expect(await runCli(args, commands, { out: err, err })).toBe(2)
  expect(err.mock.calls).toEqual([[clusterRefusal(args[0] ?? '', args)]])
})

it('nor is `stoa doctor`, which runs before anything is installed', async () => {
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  expect(await doctor(['--context', 'prod'])).toBe(2)
  expect(err.mock.calls).toEqual([
    [expect.stringContaining('`kubectl --context CONTEXT get nodes`\n')],
  ])
})

it('without --context every command is run here', () => {
  for (const { name } of commands)
    expect(clusterRefusal(name, ['context', '--json'])).toBeUndefined()
})
