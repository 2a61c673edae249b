import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { CannotRun } from '@stoa/topology'
import { afterAll, expect, it } from 'vitest'
import { readToken } from './read-token.ts'

const folder = mkdtempSync(join(tmpdir(), 'stoa-token-'))
const file = join(folder, 'token')
afterAll(() => rmSync(folder, { recursive: true }))

const inFile = (text: string) => {
  writeFileSync(file, text)
  return readToken(file)
}
const piped = (text: string, isTTY = false) =>
  readToken('-', Object.assign(Readable.from([text]), { isTTY }))

it('a token is read from a file or from standard input, without the end of its line', async () => {
  expect(await inFile('eyJh.eyJz.c2ln-_\n')).toBe('eyJh.eyJz.c2ln-_')
  expect(await piped('eyJh.eyJz.c2ln\n')).toBe('eyJh.eyJz.c2ln')
})

it.each([
  [
    'a file that is not there',
    () => readToken(join(folder, 'none')),
    /none cannot be read: ENOENT/,
  ],
  ['a folder', () => readToken(folder), /cannot be read: EISDIR/],
  ['an empty file', () => inFile('\n'), /there is no token in .*token$/],
  ['an empty standard input', () => piped(''), /there is no token in standard input/],
  ['a terminal', () => piped('x', true), /standard input is a terminal; pipe the token in/],
])('%s holds none', async (_, read, message) => {
  await expect(read()).rejects.toThrow(CannotRun)
  await expect(read()).rejects.toThrow(message)
})

it.each(['Bearer eyJh.secret', 'eyJh.secret\neyJh.secret', '{"access_token":"eyJh.secret"}'])(
  'what is no token is refused, and not printed: %j',
  async (text) => {
    const error = await inFile(text).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(CannotRun)
    expect(String(error)).toContain('expected a token and nothing else')
    expect(String(error)).not.toContain('secret')
  },
)
