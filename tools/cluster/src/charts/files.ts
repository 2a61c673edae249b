import type { MeshFile } from '@stoa/mesh/policy'
import type { GeneratedFile, Service, Topology } from '@stoa/topology'
import { stringify } from 'yaml'
import { brokerAccounts } from '../broker-accounts.ts'
import { deployedServices } from '../deployed.ts'
import { deployedMesh } from '../mesh/deployed-mesh.ts'
import { templateOf } from '../mesh/expressions.ts'
import { calleesOf, callersIn } from '../mesh/peers.ts'
import { valuesSchemas } from './schemas.ts'

export const generatedFolder = 'charts/stoa/generated'

const header = '# Written from the service.yaml files and mesh/istio by `npm run charts`.\n'

/** Everything in the charts that follows from the services and from the mesh's resources. */
export function chartFiles(topology: Topology, meshFiles: readonly MeshFile[]): GeneratedFile[] {
  const services = deployedServices(topology)
  const schemas = Object.entries(valuesSchemas(services))
  return [
    ...platformFiles(services, deployedMesh(meshFiles, topology)).map(({ path, text }) => ({
      path: `${generatedFolder}/${path}`,
      text,
    })),
    ...schemas.map(([chart, text]) => ({ path: `charts/${chart}/values.schema.json`, text })),
  ]
}

/** The files of the platform's chart that its templates read, by their paths below `generated`. */
export function platformFiles(
  services: readonly Service[],
  mesh: readonly MeshFile[],
): GeneratedFile[] {
  const callersOf = callersIn(mesh)
  return [
    ...services.map((service) => ({
      path: `services/${service.name}.yaml`,
      text: `${header}${stringify({
        service,
        callers: callersOf(service.name),
        callees: calleesOf(service, services),
      })}`,
    })),
    ...mesh.map(({ file, text }) => ({ path: `mesh/${file}`, text: templateOf(text) })),
    { path: 'broker/users.yaml', text: `${header}${stringify({ callers: callersOf('nats') })}` },
    { path: 'broker/accounts.conf', text: brokerAccounts(services) },
  ]
}
