/** `npm run topology` writes what follows from the service.yaml files; with `--check` it only says which files are out of date. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateCatalogInfo } from './catalog-info.ts'
import { generateTopologies } from './generate.ts'
import { formatted, generate } from './generated-files.ts'
import { repositoryRoot } from './paths.ts'
import { readTopology } from './topology.ts'

await generate(() => {
  const topology = readTopology()
  const descriptions = new Map<string, string>()
  for (const { name } of topology.services) {
    const file = join(repositoryRoot, 'services', name, 'openapi.json')
    if (existsSync(file))
      descriptions.set(name, JSON.parse(readFileSync(file, 'utf8')).info.description)
  }
  return {
    files: [
      ...generateTopologies(topology).map(formatted),
      generateCatalogInfo(topology, descriptions),
    ],
    source: 'the service.yaml files',
    command: 'npm run topology',
  }
})
