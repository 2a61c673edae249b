/** `npm run api-docs` writes docs/api and the OpenAPI document of the platform; with `--check` it only says which files are out of date. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatted, repositoryRoot, updateGenerated } from '@stoa/topology'
import { indexPage, servicePage } from './pages.ts'
import { platformDocument } from './platform-document.ts'
import { readApis } from './read.ts'

const folder = 'docs/api'
const apis = await readApis(repositoryRoot)
const common = readFileSync(join(import.meta.dirname, 'introduction.txt'), 'utf8')
const whole = platformDocument(await readApis(repositoryRoot, { development: false }))
const pages: [name: string, text: string][] = [
  ['README.md', indexPage(apis, common)],
  ...apis.map((api): [string, string] => [`${api.service}.md`, servicePage(api)]),
]

updateGenerated({
  files: [
    ...pages.map(([name, text]) => formatted({ path: `${folder}/${name}`, text: `${text}\n` })),
    {
      path: 'services/gateway/platform.openapi.json',
      text: `${JSON.stringify(whole, null, 2)}\n`,
    },
  ],
  folder,
  source: 'the openapi.json files',
  command: 'npm run api-docs',
})
