import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseDocument } from 'yaml'
import { repositoryRoot } from './places.ts'
import { checkTogether } from './rules.ts'
import { type Service, serviceSchema } from './service.ts'

export interface Topology {
  readonly services: readonly Service[]
  service(name: string): Service
  /** The service whose stream holds this subject. */
  publisherOf(subject: string): Service
}

export class TopologyError extends Error {
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(`the services' topology is not sound:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
    this.name = 'TopologyError'
    this.faults = faults
  }
}

/** One service.yaml. `folder` is the folder it was found in, which must bear the service's name. */
export function parseService(
  text: string,
  folder: string,
): { service?: Service; faults: string[] } {
  const file = `services/${folder}/service.yaml`
  const document = parseDocument(text)
  if (document.errors.length > 0)
    return { faults: document.errors.map((error) => `${file}: ${error.message.split('\n')[0]}`) }
  const parsed = serviceSchema.safeParse(document.toJS())
  if (!parsed.success)
    return {
      faults: parsed.error.issues.map(
        (issue) => `${file}: ${issue.path.join('.') || 'file'}: ${issue.message}`,
      ),
    }
  if (parsed.data.name !== folder)
    return { faults: [`${file}: name: ${parsed.data.name} stands in the folder ${folder}`] }
  return { service: parsed.data, faults: [] }
}

/** @throws TopologyError naming every fault of every file at once. */
export function readTopology(root = repositoryRoot): Topology {
  const parsed = readdirSync(join(root, 'services'))
    .sort()
    .map((folder) => ({ folder, path: join(root, 'services', folder, 'service.yaml') }))
    .filter(({ path }) => existsSync(path))
    .map(({ folder, path }) => parseService(readFileSync(path, 'utf8'), folder))
  const services = parsed.flatMap(({ service }) => (service ? [service] : []))
  const broken = parsed.flatMap(({ faults }) => faults)
  const faults = broken.length > 0 ? broken : checkTogether(services)
  if (faults.length > 0) throw new TopologyError(faults)
  return topologyOf(services)
}

function topologyOf(services: readonly Service[]): Topology {
  const find = (what: string, test: (service: Service) => boolean): Service => {
    const found = services.find(test)
    if (!found) throw new TopologyError([what])
    return found
  }
  return {
    services,
    service: (name) => find(`there is no service ${name}`, (service) => service.name === name),
    publisherOf: (subject) =>
      find(`nobody publishes ${subject}`, (service) => service.publishes.includes(subject)),
  }
}
