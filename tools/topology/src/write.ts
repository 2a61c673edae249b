/** `npm run topology` writes the `topology.ts` of every service; with `--check` it only says which are out of date. */
import { generateTopologies } from './generate.ts'
import { formatted, updateGenerated } from './generated-files.ts'
import { readTopology } from './topology.ts'

updateGenerated({
  files: generateTopologies(readTopology()).map(formatted),
  source: 'the service.yaml files',
  command: 'npm run topology',
})
