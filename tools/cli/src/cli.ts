import type { Row } from './commands.ts'

export interface Terminal {
  out(text: string): void
  err(text: string): void
}

export const wrongArguments = 2

/** Finds the command, answers --help, runs it. @returns the exit status */
export async function runCli(
  args: readonly string[],
  rows: readonly Row[],
  terminal: Terminal,
): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === 'help') {
    terminal.out(await overview(rows))
    return name === undefined ? wrongArguments : 0
  }
  const row = rows.find((candidate) => candidate.name === name)
  if (!row) {
    terminal.err(`stoa: there is no command ${name}\n\n${await overview(rows)}`)
    return wrongArguments
  }
  const command = await row.load()
  if (rest.includes('--help')) {
    terminal.out(command.usage)
    return 0
  }
  try {
    return await command.run(rest)
  } catch (error) {
    if (!isBadArgument(error)) {
      terminal.err(`stoa ${name}: ${error instanceof Error ? error.message : error}`)
      return 1
    }
    terminal.err(`stoa ${name}: ${error.message}\n\n${command.usage}`)
    return wrongArguments
  }
}

const isBadArgument = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')

async function overview(rows: readonly Row[]): Promise<string> {
  const loaded = await Promise.all(rows.map((row) => row.load()))
  const lines = loaded.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`)
  return [
    'usage: stoa <command> [options]',
    '',
    ...lines,
    '',
    'stoa <command> --help tells more',
  ].join('\n')
}
