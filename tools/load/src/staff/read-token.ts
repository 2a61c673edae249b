import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { CannotRun } from '@stoa/topology'

/** RFC 6750. */
const token = /^[A-Za-z0-9._~+/-]+=*$/

type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean }

/** Reads a bearer token from a file, or from `input` for `-`. @throws CannotRun, without a word of it, where there is none */
export async function readToken(path: string, input: Input = process.stdin): Promise<string> {
  const [place, found] =
    path === '-' ? ['standard input', await readInput(input)] : [path, await readText(path)]
  const trimmed = found.trim()
  if (trimmed === '') throw new CannotRun(`--token-file: there is no token in ${place}`)
  if (!token.test(trimmed))
    throw new CannotRun(
      `--token-file: expected a token and nothing else in ${place}, found spaces or characters that no token has`,
    )
  return trimmed
}

function readInput(input: Input): Promise<string> {
  if (input.isTTY)
    throw new CannotRun('--token-file -: standard input is a terminal; pipe the token in')
  return text(input)
}

const readText = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((error: Error) => {
    throw new CannotRun(`--token-file: ${path} cannot be read: ${error.message}`, { cause: error })
  })
