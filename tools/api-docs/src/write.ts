/** `npm run api-docs` writes docs/api; with `--check` it only says which pages are out of date. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { indexPage, servicePage } from './pages.ts'
import { readApis } from './read.ts'

const folder = join(repositoryRoot, 'docs/api')
const biome = join(repositoryRoot, 'node_modules/.bin/biome')

const formatted = (name: string, input: string) =>
  execFileSync(biome, ['format', `--stdin-file-path=docs/api/${name}`], {
    cwd: repositoryRoot,
    input,
    encoding: 'utf8',
  })

const apis = await readApis(repositoryRoot)
const common = readFileSync(join(import.meta.dirname, 'introduction.txt'), 'utf8')
const pages = new Map([
  ['README.md', indexPage(apis, common)],
  ...apis.map((api) => [`${api.service}.md`, servicePage(api)] as const),
])

mkdirSync(folder, { recursive: true })
const isCheck = process.argv.includes('--check')
const update = (name: string, done: string, write: () => void) => {
  if (isCheck) {
    console.error(`docs/api/${name} differs from the openapi.json files; run npm run api-docs`)
    process.exitCode = 1
  } else {
    write()
    console.error(`${done} docs/api/${name}`)
  }
}

for (const [name, text] of pages) {
  const file = join(folder, name)
  const wanted = formatted(name, `${text}\n`)
  if (existsSync(file) && readFileSync(file, 'utf8') === wanted) continue
  update(name, 'wrote', () => writeFileSync(file, wanted))
}
for (const name of readdirSync(folder))
  if (!pages.has(name)) update(name, 'deleted', () => rmSync(join(folder, name)))
