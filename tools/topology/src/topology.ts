import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseDocument } from 'yaml'
import type { z } from 'zod'
import { repositoryRoot } from './paths.ts'
import { crossServiceFaults } from './rules.ts'
import { type Service, serviceSchema } from './service.ts'

export interface Topology {
  readonly services: readonly Service[]
  /** @throws TopologyError when there is no such service */
  service(name: string): Service
  /** The service that publishes the subject. @throws TopologyError when none does */
  publisherOf(subject: string): Service
}

export class TopologyError extends Error {
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(
      `the service.yaml files are not valid:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    )
    this.name = 'TopologyError'
    this.faults = faults
  }
}

/** Of a wrong key, what is wrong with it. */
const reasonOf = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_key' ? issue.issues.map(reasonOf).join(', ') : issue.message

/** Parses a service.yaml. `folder`, in which the file lies, must have the service's name. */
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
        (issue) => `${file}: ${issue.path.join('.') || 'file'}: ${reasonOf(issue)}`,
      ),
    }
  if (parsed.data.name !== folder)
    return {
      faults: [
        `${file}: name: expected ${folder}, the name of the folder, found ${parsed.data.name}`,
      ],
    }
  return { service: parsed.data, faults: [] }
}

/** Reads and checks every service.yaml. @throws TopologyError with every problem of every file */
export function readTopology(root = repositoryRoot): Topology {
  const parsed = readdirSync(join(root, 'services'))
    .sort()
    .map((folder) => ({ folder, path: join(root, 'services', folder, 'service.yaml') }))
    .filter(({ path }) => existsSync(path))
    .map(({ folder, path }) => parseService(readFileSync(path, 'utf8'), folder))
  const services = parsed.flatMap(({ service }) => (service ? [service] : []))
  const broken = parsed.flatMap(({ faults }) => faults)
  const faults = broken.length > 0 ? broken : crossServiceFaults(services)
  if (faults.length > 0) throw new TopologyError(faults)
  return topologyOf(services)
}

function topologyOf(services: readonly Service[]): Topology {
  const find = (fault: string, test: (service: Service) => boolean): Service => {
    const found = services.find(test)
    if (!found) throw new TopologyError([fault])
    return found
  }
  return {
    services,
    service: (name) => find(`there is no service ${name}`, (service) => service.name === name),
    publisherOf: (subject) =>
      find(`no service publishes ${subject}`, (service) => service.publishes.includes(subject)),
  }
}
