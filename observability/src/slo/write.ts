/** `npm run slo` writes the rules of the objectives; with `--check` it only says which are out of date. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readTopology, repositoryRoot } from '@stoa/topology'
import { stringify } from 'yaml'
import { generateSlo } from './generate.ts'

const header =
  '# Written from the service.yaml files by `npm run slo`; `npm run check` compares it with them.\n'

const biome = join(repositoryRoot, 'node_modules/.bin/biome')

const formatted = (path: string, input: string) =>
  execFileSync(biome, ['format', `--stdin-file-path=${path}`], {
    cwd: repositoryRoot,
    input,
    encoding: 'utf8',
  })

const isCheck = process.argv.includes('--check')
for (const { path, groups } of generateSlo(readTopology())) {
  const file = join(repositoryRoot, path)
  const wanted = formatted(path, header + stringify({ groups }, { lineWidth: 100 }))
  if (existsSync(file) && readFileSync(file, 'utf8') === wanted) continue
  if (isCheck) {
    console.error(`${path} differs from the service.yaml files; run npm run slo`)
    process.exitCode = 1
  } else {
    writeFileSync(file, wanted)
    console.error(`wrote ${path}`)
  }
}
