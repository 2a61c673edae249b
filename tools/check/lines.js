#!/usr/bin/env node
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const most = 300
const sources = ['*.ts', '*.tsx', '*.js', '*.cjs', '*.mjs']

/** The source files that git knows or would add, below `folder`, which are too long. */
export function tooLong(folder) {
  const listed = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...sources],
    { cwd: folder, encoding: 'utf8' },
  )
  return [...new Set(listed.split('\0').filter(Boolean))]
    .map((file) => ({ file, lines: linesOf(resolve(folder, file)) }))
    .filter(({ lines }) => lines > most)
}

function linesOf(path) {
  try {
    return readFileSync(path, 'utf8').trimEnd().split('\n').length
  } catch (error) {
    if (error.code === 'ENOENT') return 0
    throw error
  }
}

if (process.argv[1] === import.meta.filename) {
  const found = tooLong(process.argv[2] ?? process.cwd())
  for (const { file, lines } of found) console.error(`${file}: ${lines} lines, at most ${most}`)
  process.exitCode = found.length > 0 ? 1 : 0
}
