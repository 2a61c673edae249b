import { join } from 'node:path'
import type { MeshFile } from '@stoa/mesh/policy'
import { repositoryRoot } from '@stoa/topology'
import { readInputs } from '../src/inputs/gather.ts'
import { readOperations } from '../src/inputs/operations.ts'
import { readSources, type Sources } from '../src/inputs/sources.ts'
import { worldOf } from '../src/world/open.ts'
import type { World } from '../src/world/world.ts'

export const ownServices = join(repositoryRoot, 'services')

export const ownSources = (): Promise<Sources> =>
  readSources(join(repositoryRoot, 'mesh/istio'), ownServices)

/** This repository's mesh, or the same with other files. @throws MeshError when they cannot be read */
export const worldFrom = (sources: Sources, files: readonly MeshFile[] = sources.files): World =>
  worldOf({
    ...readInputs({ ...sources, files }, Date.now()),
    operations: readOperations(ownServices).value,
  })
