#!/usr/bin/env node
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const maxLines = 300
const sources = ['*.ts', '*.tsx', '*.js', '*.cjs', '*.mjs']

/** The source files below `folder`, tracked or new but not ignored, that have too many lines. */
export function filesTooLong(folder) {
  const listed = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...sources],
    { cwd: folder, encoding: 'utf8' },
  )
  return [...new Set(listed.split('\0').filter(Boolean))]
    .map((file) => ({ file, lines: linesOf(resolve(folder, file)) }))
    .filter(({ lines }) => lines > maxLines)
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
  const found = filesTooLong(process.argv[2] ?? process.cwd())
  for (const { file, lines } of found)
    console.error(`${file}: ${lines} lines, expected at most ${maxLines}; split the file`)
  process.exitCode = found.length > 0 ? 1 : 0
}
