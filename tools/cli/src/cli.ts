import { CannotRun, type Command } from '@stoa/topology'
import { clusterRefusal } from '../bin/in-a-cluster.js'
import { type CommandEntry, groups } from './commands.ts'

export interface Terminal {
  out(text: string): void
  err(text: string): void
}

const failed = 1
const cannotRun = 2

/** Runs the command that `args` names, or prints help. Returns the exit status. */
export async function runCli(
  args: readonly string[],
  entries: readonly CommandEntry[],
  terminal: Terminal,
): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === 'help') {
    terminal.out(await overview(entries))
    return name === undefined ? cannotRun : 0
  }
  const entry = entries.find((candidate) => candidate.name === name)
  if (!entry) {
    terminal.err(`stoa: there is no command ${name}\nRun \`npx stoa --help\` for the list.`)
    return cannotRun
  }
  try {
    const command = await entry.load()
    if (asksForHelp(command, rest)) {
      terminal.out(command.usage)
      return 0
    }
    const refusal = clusterRefusal(name, rest)
    if (refusal !== undefined) {
      terminal.err(refusal)
      return cannotRun
    }
    return await command.run(rest)
  } catch (error) {
    const message = `stoa ${name}: ${error instanceof Error ? error.message : error}`
    const wrongArguments = isParseError(error) || isParseError((error as Error)?.cause)
    terminal.err(wrongArguments ? `${message}\nRun \`npx stoa ${name} --help\`.` : message)
    return wrongArguments || error instanceof CannotRun ? cannotRun : failed
  }
}

const asksForHelp = ({ verbs = [] }: Command, args: readonly string[]) =>
  args.includes('--help') && !verbs.includes(args[0] ?? '')

const isParseError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')

async function overview(entries: readonly CommandEntry[]): Promise<string> {
  const width = Math.max(...entries.map(({ name }) => name.length)) + 2
  const lines: string[] = []
  for (const [group, title] of Object.entries(groups)) {
    const commands = await Promise.all(
      entries.filter((entry) => entry.group === group).map((entry) => entry.load()),
    )
    if (commands.length === 0) continue
    lines.push('', `${title}:`)
    lines.push(...commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`))
  }
  return [
    'usage: stoa <command> [options]',
    ...lines,
    '',
    '`npx stoa <command> --help` explains a command, its options and exit statuses.',
  ].join('\n')
}
