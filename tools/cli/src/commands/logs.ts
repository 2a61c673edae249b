import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { CannotRun, type Command, homeOf } from '@stoa/topology'
import { openTail } from '../tail.ts'

const followEveryMs = 200

const usage = `usage: stoa logs [options] [NAME...]

Prints the last lines of the logs of the named processes, or of all. The names
are those of stoa status; orders-2 is the second replica of orders.

options:
  --access       print the access logs of sidecars and the edge instead
  -f, --follow   keep printing new lines until interrupted
  -n, --lines N  number of lines to start with, per process (default 40)
  --help         print this text

example:
  npx stoa logs -f orders payments
  npx stoa logs --access -n 1000 payments-sidecar

exit status:
  0  printed
  1  there is no log of that name
  2  wrong arguments`

export const logs: Command = {
  name: 'logs',
  summary: 'print or follow the logs of the processes',
  usage,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        access: { type: 'boolean', default: false },
        follow: { type: 'boolean', short: 'f' },
        lines: { type: 'string', short: 'n', default: '40' },
      },
    })
    const lines = Number(values.lines)
    if (values.lines === '' || !Number.isInteger(lines) || lines < 0)
      throw new CannotRun(`--lines: expected a whole number of at least 0, found ${values.lines}`)
    const log = logOf(homeOf(process.env), values.access)
    const names = chooseNames(positionals, log)
    const tails = names.map((name) => openTail(log.fileOf(name), lines))
    const prefixOf = (index: number) => (names.length > 1 ? `${names[index]} | ` : '')
    const print = () => {
      for (const [index, readNewLines] of tails.entries())
        for (const line of readNewLines()) process.stdout.write(`${prefixOf(index)}${line}\n`)
    }
    print()
    while (values.follow) {
      await wait(followEveryMs)
      print()
    }
    return 0
  },
}

interface Log {
  readonly folder: string
  nameOf(file: string): string | undefined
  fileOf(name: string): string
}

function logOf(home: string, isAccess: boolean): Log {
  const [folder, end, suffix] = isAccess
    ? [join(home, 'access'), '.jsonl', '-sidecar']
    : [join(home, 'logs'), '.log', '']
  return {
    folder,
    nameOf(file) {
      if (!file.endsWith(end)) return
      const name = basename(file, end)
      return name === 'edge' ? name : `${name}${suffix}`
    },
    fileOf: (name) => join(folder, `${basename(name, suffix)}${end}`),
  }
}

function chooseNames(wanted: readonly string[], { folder, nameOf }: Log): readonly string[] {
  const files = existsSync(folder) ? readdirSync(folder) : []
  const known = files.flatMap((file) => nameOf(file) ?? [])
  if (known.length === 0)
    throw new Error(`there are no logs in ${folder} yet; start the platform with \`npm start\``)
  const unknown = wanted.filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw new Error(
      `there is no log of ${unknown.join(' or ')} in ${folder}; \`npx stoa status\` lists the names`,
    )
  return wanted.length > 0 ? wanted : known.sort()
}
