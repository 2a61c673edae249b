import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import type { Page } from './blocks.ts'

const folders = [
  ...['README.md', 'charts', 'docs', 'mesh', 'observability', 'packages', 'services', 'tools'],
]

/** Pages whose blocks an end-to-end test runs from the first to the last. */
export const pagesThatRun = [
  'docs/how-to/call-the-api-by-hand.md',
  'docs/how-to/use-the-generated-client.md',
  'docs/how-to/debug-a-stuck-order.md',
] as const

export const readPage = (file: string): Page => ({
  file,
  text: readFileSync(join(repositoryRoot, file), 'utf8'),
})

/** The Markdown pages of the repository, tracked or new. */
export const readPages = (): Page[] =>
  execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...folders],
    { cwd: repositoryRoot, encoding: 'utf8' },
  )
    .split('\0')
    .filter((file) => file.endsWith('.md'))
    .map(readPage)
