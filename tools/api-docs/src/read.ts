import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readTopology } from '@stoa/topology'
import { callersOf, readMeshModel } from './callers.ts'
import { parseApi } from './document.ts'
import type { ServiceApi } from './pages.ts'

/** The API of every service that has an `openapi.json`, in the order of their names. */
export async function readApis(
  root: string,
  { development } = { development: true },
): Promise<ServiceApi[]> {
  const mesh = await readMeshModel(join(root, 'mesh/istio'), { development })
  const { services } = readTopology(root)
  const names = services.map(({ name }) => name)
  return services
    .map((service) => ({ service, file: join(root, 'services', service.name, 'openapi.json') }))
    .filter(({ file }) => existsSync(file))
    .map(({ service, file }) => ({ service, text: readFileSync(file, 'utf8') }))
    .map(({ service, text }) => ({
      ...parseApi(text),
      text,
      callersOf: (operation) => callersOf(mesh, service, operation, names),
    }))
}
