import { parseArgs } from 'node:util'
import { EdgeError } from './edge/edge-error.ts'
import { CannotRun } from './platform.ts'

type Settings = Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>

/** The options of a command, all as text or flags; throws CannotRun for one that it does not know. */
export function readArguments(args: readonly string[], options: Settings) {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const text = (name: string): string | undefined => {
      const value = values[name]
      return typeof value === 'string' ? value : undefined
    }
    const number = (name: string, fallback: number, least = 0): number => {
      const given = text(name)
      const value = given === undefined ? fallback : Number(given)
      if (!Number.isFinite(value) || value < least)
        throw new CannotRun(`--${name} takes a number of at least ${least}, not ${given}`)
      return value
    }
    const oneOf = <const T extends string>(name: string, choices: readonly T[], fallback: T): T => {
      const given = text(name) ?? fallback
      const found = choices.find((choice) => choice === given)
      if (!found) throw new CannotRun(`--${name} is one of ${choices.join(', ')}, not ${given}`)
      return found
    }
    return { positionals, text, number, oneOf, flag: (name: string) => values[name] === true }
  } catch (error) {
    throw error instanceof CannotRun ? error : new CannotRun((error as Error).message)
  }
}

/** Runs a command's work; says on stderr why it could not, with exit status 2. */
export async function guarded(work: () => Promise<number>): Promise<number> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof CannotRun || error instanceof EdgeError)) throw error
    process.stderr.write(`${error.message}\n`)
    return 2
  }
}

export const print = (line: string): void => void process.stdout.write(`${line}\n`)
