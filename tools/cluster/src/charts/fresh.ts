import { join } from 'node:path'
import { isFaultFile, readFolder } from '@stoa/mesh/policy'
import {
  CannotRun,
  type GeneratedFile,
  readTopology,
  repositoryRoot,
  staleFiles,
} from '@stoa/topology'
import { platformVersion, versionedCharts } from './chart-version.ts'
import { chartFiles, generatedFolder } from './files.ts'

/** What `npm run charts` writes. @throws CannotRun, or TopologyError, where its sources are wrong */
export async function freshChartFiles(): Promise<GeneratedFile[]> {
  const topology = readTopology()
  const { files, problems } = await readFolder(join(repositoryRoot, 'mesh/istio'))
  if (problems.length > 0)
    throw new CannotRun(
      problems.map(({ file, message }) => `mesh/istio/${file}: ${message}`).join('\n'),
    )
  const deployed = files.filter((file) => !isFaultFile(file))
  return [...chartFiles(topology, deployed), ...versionedCharts(platformVersion())]
}

/** @throws CannotRun where the charts were not written since a service.yaml or the mesh was changed */
export async function requireFreshCharts(root = repositoryRoot): Promise<void> {
  const stale = staleFiles(await freshChartFiles(), root, generatedFolder)
  if (stale.length > 0)
    throw new CannotRun(
      `the charts are older than the service.yaml files, mesh/istio or package.json: ${stale.map(({ path }) => path).join(', ')}; run \`npm run charts\`, then the same command again`,
    )
}
