import { parseArgs } from 'node:util'
import { CannotRun } from '@stoa/topology'

type OptionTypes = Readonly<
  Record<string, { readonly type: 'string' | 'boolean'; readonly multiple?: boolean }>
>

/** Parses a command's options; every problem with them is a CannotRun. */
export function parseOptions(
  args: readonly string[],
  options: OptionTypes,
  { allowPositionals = false } = {},
) {
  const { values, positionals } = parseOrThrow(args, options, allowPositionals)
  const text = (name: string): string | undefined => {
    const value = values[name]
    return typeof value === 'string' ? value : undefined
  }
  const texts = (name: string): readonly string[] | undefined => {
    const value = values[name]
    return Array.isArray(value) ? value.map(String) : undefined
  }
  const number = (name: string, fallback: number, least = 0, most = Infinity): number => {
    const given = text(name)
    const value = given === undefined ? fallback : Number(given)
    if (Number.isFinite(value) && value >= least && value <= most) return value
    const range = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`
    throw new CannotRun(`--${name}: expected a number ${range}, found ${given}`)
  }
  const oneOf = <const T extends string>(name: string, choices: readonly T[], fallback: T): T => {
    const given = text(name) ?? fallback
    const found = choices.find((choice) => choice === given)
    if (!found) throw new CannotRun(`--${name}: expected ${choices.join(' or ')}, found ${given}`)
    return found
  }
  return { positionals, text, texts, number, oneOf, flag: (name: string) => values[name] === true }
}

function parseOrThrow(args: readonly string[], options: OptionTypes, allowPositionals: boolean) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals })
  } catch (error) {
    throw new CannotRun((error as Error).message, { cause: error })
  }
}

export const printLine = (line: string): void => void process.stdout.write(`${line}\n`)
