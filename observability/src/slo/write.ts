/** `npm run slo` writes the rules of the objectives; with `--check` it only says which are out of date. */
import { formatted, readTopology, updateGenerated } from '@stoa/topology'
import { stringify } from 'yaml'
import { generateSlo } from './generate.ts'

const header =
  '# Written from the service.yaml files by `npm run slo`; `npm run check` compares it with them.\n'

updateGenerated({
  files: generateSlo(readTopology()).map(({ path, groups }) =>
    formatted({ path, text: header + stringify({ groups }, { lineWidth: 100 }) }),
  ),
  source: 'the service.yaml files',
  command: 'npm run slo',
})
