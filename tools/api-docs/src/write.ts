/** `npm run api-docs` writes docs/api and the OpenAPI document of the platform; with `--check` it only says which files are out of date. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { indexPage, servicePage } from './pages.ts'
import { platformDocument } from './platform-document.ts'
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
const update = (path: string, done: string, write: () => void) => {
  if (isCheck) {
    console.error(`${path} differs from the openapi.json files; run npm run api-docs`)
    process.exitCode = 1
  } else {
    write()
    console.error(`${done} ${path}`)
  }
}
const updateFile = (path: string, wanted: string) => {
  const file = join(repositoryRoot, path)
  if (existsSync(file) && readFileSync(file, 'utf8') === wanted) return
  update(path, 'wrote', () => writeFileSync(file, wanted))
}

for (const [name, text] of pages) updateFile(`docs/api/${name}`, formatted(name, `${text}\n`))
for (const name of readdirSync(folder))
  if (!pages.has(name)) update(`docs/api/${name}`, 'deleted', () => rmSync(join(folder, name)))

const whole = platformDocument(await readApis(repositoryRoot, { development: false }))
updateFile('services/gateway/platform.openapi.json', `${JSON.stringify(whole, null, 2)}\n`)
