/** `npm run topology` writes the `topology.ts` of every service; with `--check` it only says which are out of date. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateTopologies } from './generate.ts'
import { repositoryRoot } from './paths.ts'
import { readTopology } from './topology.ts'

const biome = join(repositoryRoot, 'node_modules/.bin/biome')

const formatted = (path: string, input: string) =>
  execFileSync(biome, ['format', `--stdin-file-path=${path}`], {
    cwd: repositoryRoot,
    input,
    encoding: 'utf8',
  })

const isCheck = process.argv.includes('--check')
for (const { path, text } of generateTopologies(readTopology())) {
  const file = join(repositoryRoot, path)
  const wanted = formatted(path, text)
  if (existsSync(file) && readFileSync(file, 'utf8') === wanted) continue
  if (isCheck) {
    console.error(`${path} differs from the service.yaml files; run npm run topology`)
    process.exitCode = 1
  } else {
    writeFileSync(file, wanted)
    console.error(`wrote ${path}`)
  }
}
