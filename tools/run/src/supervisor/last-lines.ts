import { readFileSync, statSync } from 'node:fs'

/** As many as Node prints of an error at most, without what says nothing. */
const most = 24
const longest = 300

/** Frames of Node and of dependencies, but for one after which the fields of the error begin, and fields without a value. */
const saysNothing = [/^\s+at .*(node:|\/node_modules\/)[^{]*$/, /^\s+\w+: undefined,?$/, /^\s*$/]

/** The end of a log as far as it tells why a process ended: the cause of an error stands above its stack and its fields. */
export const lastLines = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => !saysNothing.some((one) => one.test(line)))
    .slice(-most)
    .map((line) => line.slice(0, longest))

export const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0

/** The end of what was appended to a log since it had so many bytes. One that was emptied in the meantime is read as a whole. */
export function lastLinesOf(file: string, since = 0): string {
  try {
    const bytes = readFileSync(file)
    const lines = lastLines(bytes.subarray(bytes.length < since ? 0 : since).toString())
    return [`last lines of ${file}:`, ...lines.map((line) => `  ${line}`)].join('\n')
  } catch {
    return `${file} does not exist`
  }
}
