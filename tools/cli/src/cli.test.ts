import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { meshCommand } from '@stoa/mesh/commands'
import { startUsage } from '@stoa/run'
import { CannotRun, type Command, repositoryRoot } from '@stoa/topology'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { runCli } from './cli.ts'
import { up } from './commands/up.ts'
import { type CommandEntry, commands } from './commands.ts'

const greet: Command = {
  name: 'greet',
  summary: 'say hello',
  usage: 'usage: stoa greet [--loud | --absent]',
  verbs: ['twice'],
  async run(args) {
    if (args[0] === 'twice') return args.includes('--help') ? 8 : 9
    const options = { loud: { type: 'boolean' }, absent: { type: 'boolean' } } as const
    const { values } = parseArgs({ args, options })
    if (values.loud) throw new Error('too loud')
    if (values.absent) throw new CannotRun('no name to greet')
    return 7
  },
}

const stoa = (...args: string[]) => run(args, async () => greet)

async function run(args: readonly string[], load: CommandEntry['load']) {
  const [out, err]: [string[], string[]] = [[], []]
  const entries: CommandEntry[] = [{ name: 'greet', group: 'check', load }]
  const terminal = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
  }
  const status = await runCli(args, entries, terminal)
  return { status, out: out.join('\n'), err: err.join('\n') }
}

describe('stoa', () => {
  it('exits with the status of the command', async () => {
    expect(await stoa('greet')).toEqual({ status: 7, out: '', err: '' })
  })

  it.each([['--help'], ['help']])('lists every command on %s', async (word) => {
    const { status, out } = await stoa(word)
    expect(status).toBe(0)
    expect(out).toContain('  greet  say hello')
  })

  it('prints the usage of a command on --help, without running it', async () => {
    expect(await stoa('greet', '--help')).toEqual({ status: 0, out: greet.usage, err: '' })
  })

  it('leaves the --help of a subcommand to the command', async () => {
    expect((await stoa('greet', 'twice', '--help')).status).toBe(8)
  })

  it.each([[[]], [['nothing']], [['greet', '--colour']], [['greet', 'extra']]])(
    'exits with 2 on wrong arguments: %j',
    async (args) => expect((await stoa(...args)).status).toBe(2),
  )

  it('says where the options are explained when one is wrong', async () => {
    const { err } = await stoa('greet', '--colour')
    expect(err).toContain("stoa greet: Unknown option '--colour'")
    expect(err).toContain('Run `npx stoa greet --help`.')
  })

  it('exits with 2 and only the message when a command cannot run', async () => {
    expect(await stoa('greet', '--absent')).toEqual({
      ...{ status: 2, out: '', err: 'stoa greet: no name to greet' },
    })
  })

  it('exits with 1 and only the message when a command cannot be loaded', async () => {
    const load = () => Promise.reject(new Error('a.yaml is no YAML'))
    expect(await run(['greet'], load)).toEqual({
      ...{ status: 1, out: '', err: 'stoa greet: a.yaml is no YAML' },
    })
  })

  it('exits with 1 and only the message when a command fails', async () => {
    expect(await stoa('greet', '--loud')).toEqual({
      ...{ status: 1, out: '', err: 'stoa greet: too loud' },
    })
  })
})

describe.each(commands)('stoa $name --help', (entry) => {
  it('explains the command of that name', async () => {
    const command = await entry.load()
    expect(command.name).toBe(entry.name)
    expect(command.usage).toMatch(new RegExp(`^usage: stoa ${entry.name}\\b`))
  })
})

describe('stoa mesh', () => {
  afterEach(() => void vi.restoreAllMocks())

  it.each(['ask', 'explain', 'cases', 'compile', 'apply', 'reset', 'faults'])(
    'prints the usage of %s on its --help, without running it',
    async (verb) => {
      const printed: string[] = []
      const print = (text: unknown) => printed.push(String(text)) > 0
      vi.spyOn(process.stdout, 'write').mockImplementation(print)
      const status = await runCli(['mesh', verb, '--help'], commands, { out: print, err: print })
      expect(status).toBe(0)
      expect(printed.join('')).toMatch(new RegExp(`^usage: stoa mesh ${verb}\\b`))
      expect(printed.join('')).not.toContain(meshCommand.usage)
    },
  )
})

describe.each(commands.filter(({ group }) => group !== 'mesh'))('stoa $name --help', (entry) => {
  it('has options, an example and exit statuses, and fits 80 columns', async () => {
    const { usage } = await entry.load()
    expect(usage).toMatch(/^options:$/m)
    expect(usage).toMatch(/^ {2}--help\b/m)
    expect(usage).toMatch(/^examples?:\n {2}npx stoa /m)
    expect(usage).toMatch(/^exit status:\n {2}0 /m)
    expect(usage.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  it('mentions the same options as its section in docs/cli.md', async () => {
    const page = readFileSync(join(repositoryRoot, 'docs/cli.md'), 'utf8')
    const section = page.split(/^## /m).find((text) => text.startsWith(`stoa ${entry.name}\n`))
    const { usage } = await entry.load()
    expect(section).toBeDefined()
    for (const option of usage.match(/--[a-z][a-z-]+/g) ?? [])
      if (option !== '--help' && option !== '--json') expect(section).toContain(option)
  })
})

it('stoa up --help explains every option of npm start', () => {
  const options = startUsage.match(/--[a-z][a-z-]+/g) ?? []
  expect(options).toContain('--fresh')
  for (const option of options) expect(up.usage).toContain(option)
})
