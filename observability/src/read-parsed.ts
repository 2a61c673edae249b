import { readFileSync } from 'node:fs'

/** What `parse` makes of the file's text. @throws Error that names the file, when `parse` throws */
export function readParsed<T>(file: string, parse: (text: string) => T, name = file): T {
  const text = readFileSync(file, 'utf8')
  try {
    return parse(text)
  } catch (cause) {
    throw new Error(`${name}: ${(cause as Error).message}`, { cause })
  }
}
