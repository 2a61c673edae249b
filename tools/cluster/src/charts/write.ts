/** `npm run charts` writes what the charts derive from services and mesh; with `--check` it only says what is out of date. */
import { join } from 'node:path'
import { isFaultFile, readFolder } from '@stoa/mesh/policy'
import { readTopology, repositoryRoot, updateGenerated } from '@stoa/topology'
import { platformVersion, versionedCharts } from './chart-version.ts'
import { chartFiles, generatedFolder } from './files.ts'

const { files, problems } = await readFolder(join(repositoryRoot, 'mesh/istio'))
for (const { file, message } of problems) throw new Error(`mesh/istio/${file}: ${message}`)

updateGenerated({
  files: [
    ...chartFiles(
      readTopology(),
      files.filter((file) => !isFaultFile(file)),
    ),
    ...versionedCharts(platformVersion()),
  ],
  folder: generatedFolder,
  source: 'the service.yaml files, mesh/istio and the version in package.json',
  command: 'npm run charts',
})
