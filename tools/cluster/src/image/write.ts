/**
 * Writes the files of a service's image: `write.ts SERVICE FOLDER [--base]`. With `--base` the folder is a whole root
 * file system, for machines without a container engine; the Dockerfile has a base image instead. Node needs
 * `LD_LIBRARY_PATH=/nodejs/lib` in either.
 */
import { join } from 'node:path'
import { CannotRun, readTopology, repositoryRoot } from '@stoa/topology'
import { assembleService } from './assemble.ts'
import { imageRequest } from './request.ts'
import { copyNode, writeBase } from './system.ts'

try {
  const { service, target, base } = imageRequest(process.argv.slice(2), readTopology())
  const packages = assembleService(repositoryRoot, service, join(target, 'app'))
  copyNode(process.execPath, target)
  if (base) writeBase(process.execPath, target)
  console.error(`wrote ${service} and ${packages.length - 1} packages to ${target}`)
} catch (error) {
  if (!(error instanceof CannotRun)) throw error
  console.error(error.message)
  process.exitCode = 2
}
