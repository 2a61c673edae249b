import { join } from 'node:path'
import type { MeshFile } from '@stoa/mesh/policy'
import { repositoryRoot } from '@stoa/topology'
import type { AuditContext } from '../src/context/audit-context.ts'
import { createContext } from '../src/context/create-context.ts'
import { readInputs } from '../src/inputs/gather.ts'
import { readOperations } from '../src/inputs/operations.ts'
import { readSources, type Sources } from '../src/inputs/sources.ts'

export const ownServices = join(repositoryRoot, 'services')

export const ownSources = (): Promise<Sources> =>
  readSources(join(repositoryRoot, 'mesh/istio'), ownServices)

/** The audit context of this repository's mesh, or of other mesh files with its services. @throws MeshError */
export const contextFrom = (
  sources: Sources,
  files: readonly MeshFile[] = sources.files,
): AuditContext =>
  createContext({
    ...readInputs({ ...sources, files }, Date.now()),
    operations: readOperations(ownServices).value,
  })
