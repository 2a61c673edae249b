/**
 * Writes what the Tiltfile gives to Helm and kubectl below `.stoa/tilt` of the repository `ROOT`, and prints as JSON
 * what it needs to know: `write.ts ROOT [PLATFORM]`.
 */
import { dirname, join } from 'node:path'
import { isFaultFile, readFolder } from '@stoa/mesh/policy'
import { openSecrets } from '@stoa/run'
import { readTopology } from '@stoa/topology'
import { requireHelm } from '../helm.ts'
import { openDatabaseAuthority } from '../releases/database-authority.ts'
import { platformNamed } from '../releases/platform.ts'
import { developmentFiles } from './files.ts'
import { writeChanged } from './write-changed.ts'

async function write(root: string, platform: string) {
  const topology = readTopology(root)
  const { files, problems } = await readFolder(join(root, 'mesh/istio'))
  for (const { file, message } of problems) throw new Error(`mesh/istio/${file}: ${message}`)
  const folder = join(root, '.stoa/tilt')
  writeChanged(
    folder,
    developmentFiles({
      topology,
      meshFiles: files.filter((file) => !isFaultFile(file)),
      secrets: openSecrets(join(folder, 'key')),
      databaseAuthority: await openDatabaseAuthority(join(folder, 'database-authority.json')),
      chart: join(root, 'charts/stoa'),
      platform: platform === '' ? undefined : platformNamed(platform),
    }),
  )
  return {
    helm: dirname(requireHelm()),
    faults: files.filter(isFaultFile).map(({ file }) => file),
    services: topology.services.map(({ name, port, owner, calls, development = false }) => ({
      ...{ name, port, owner, calls, development },
    })),
  }
}

try {
  const [root = '.', platform = ''] = process.argv.slice(2)
  process.stdout.write(`${JSON.stringify(await write(root, platform))}\n`)
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}
