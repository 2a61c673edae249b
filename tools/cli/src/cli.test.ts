import { parseArgs } from 'node:util'
import type { Command } from '@stoa/topology'
import { describe, expect, it } from 'vitest'
import { runCli } from './cli.ts'
import { commands } from './commands.ts'

const greet: Command = {
  name: 'greet',
  summary: 'say hello',
  usage: 'usage: stoa greet [--loud]',
  async run(args) {
    const { values } = parseArgs({ args, options: { loud: { type: 'boolean' } } })
    if (values.loud) throw new Error('too loud')
    return 7
  },
}

async function stoa(...args: string[]) {
  const [out, err]: [string[], string[]] = [[], []]
  const rows = [{ name: 'greet', load: async () => greet }]
  const terminal = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
  }
  const status = await runCli(args, rows, terminal)
  return { status, out: out.join('\n'), err: err.join('\n') }
}

describe('the front door', () => {
  it('answers with the command’s own exit status', async () => {
    expect(await stoa('greet')).toEqual({ status: 7, out: '', err: '' })
  })

  it.each([['--help'], ['help']])('lists every command on %s', async (word) => {
    const { status, out } = await stoa(word)
    expect(status).toBe(0)
    expect(out).toContain('greet      say hello')
  })

  it('answers a command’s --help without running it', async () => {
    expect(await stoa('greet', '--help')).toEqual({ status: 0, out: greet.usage, err: '' })
  })

  it.each([[[]], [['nothing']], [['greet', '--colour']], [['greet', 'extra']]])(
    'ends with 2 on wrong arguments: %j',
    async (args) => expect((await stoa(...args)).status).toBe(2),
  )

  it('ends with 1 and the message alone when a command fails', async () => {
    expect(await stoa('greet', '--loud')).toEqual({
      status: 1,
      out: '',
      err: 'stoa greet: too loud',
    })
  })
})

it.each(commands)(
  '$name is a command of that name, with a usage that tells its exit status or options',
  async (row) => {
    const command = await row.load()
    expect(command.name).toBe(row.name)
    expect(command.usage).toMatch(new RegExp(`^usage: stoa ${row.name}\\b`))
  },
)
