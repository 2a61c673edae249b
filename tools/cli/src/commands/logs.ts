import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Command, homeOf } from '@stoa/topology'

const followEveryMs = 200
const mostTailBytes = 1024 * 1024

export const logs: Command = {
  name: 'logs',
  summary: 'what the processes write',
  usage: `usage: stoa logs [-f] [-n LINES] [name…]

Prints the last lines of the named processes' logs (all when none is named; names as in stoa status).

  -f, --follow        go on printing what comes
  -n, --lines LINES   how many lines of each to begin with (default 40)

exit status: 0 printed, 1 there is no log of that name, 2 wrong arguments`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        follow: { type: 'boolean', short: 'f' },
        lines: { type: 'string', short: 'n', default: '40' },
      },
    })
    const folder = join(homeOf(process.env), 'logs')
    const there = existsSync(folder)
      ? readdirSync(folder).filter((file) => file.endsWith('.log'))
      : []
    const names =
      positionals.length > 0 ? positionals : there.map((file) => file.slice(0, -4)).sort()
    const unknown = names.filter((name) => !there.includes(`${name}.log`))
    if (unknown.length > 0 || names.length === 0)
      throw new Error(`no log of ${unknown.join(', ') || 'anything'} in ${folder}`)
    const tails = names.map((name) => openTail(join(folder, `${name}.log`), Number(values.lines)))
    const print = () => {
      tails.forEach((read, index) => {
        for (const line of read()) write(names.length > 1 ? `${names[index]} | ${line}` : line)
      })
    }
    print()
    while (values.follow) {
      await wait(followEveryMs)
      print()
    }
    return 0
  },
}

const write = (line: string) => void process.stdout.write(`${line}\n`)

/** Answers the lines that came since it was last asked; at first the last few. */
export function openTail(file: string, lines: number): () => string[] {
  let at = 0
  let rest = ''
  let first = true
  return () => {
    const { text, size } = readFrom(file, first ? undefined : at)
    // A log that became shorter was emptied: begin at its new start.
    if (!first && size < at) rest = ''
    at = size
    const whole = (rest + text).split('\n')
    rest = whole.pop() ?? ''
    if (!first) return whole
    first = false
    return lines > 0 ? whole.slice(-lines) : []
  }
}

function readFrom(file: string, from: number | undefined): { text: string; size: number } {
  const handle = openSync(file, 'r')
  try {
    const { size } = fstatSync(handle)
    const start = from === undefined ? Math.max(0, size - mostTailBytes) : size < from ? 0 : from
    const bytes = Buffer.alloc(size - start)
    const count = readSync(handle, bytes, 0, bytes.length, start)
    return { text: bytes.toString('utf8', 0, count), size: start + count }
  } finally {
    closeSync(handle)
  }
}
