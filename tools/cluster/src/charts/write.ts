/** `npm run charts` writes what the charts derive from services and mesh; with `--check` it only says what is out of date. */
import { generate } from '@stoa/topology'
import { generatedFolder } from './files.ts'
import { freshChartFiles } from './fresh.ts'

await generate(async () => ({
  files: await freshChartFiles(),
  folder: generatedFolder,
  source: 'the service.yaml files, mesh/istio and the version in package.json',
  command: 'npm run charts',
}))
