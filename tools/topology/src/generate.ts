import { join } from 'node:path'
import type { GeneratedFile } from './generated-files.ts'
import { type Service, streamOf } from './service.ts'
import type { Topology } from './topology.ts'

const header = `// Written from the service.yaml files by \`npm run topology\`; \`npm run check\` compares it with them.
`

const published = `
/** The message types that it publishes. */
export type Published = (typeof topology)['publishes'][number]
`

const list = (values: readonly string[]) => `[${values.map((value) => `'${value}'`).join(', ')}]`

const record = (entries: readonly (readonly [string, string])[]) =>
  `{ ${entries.map(([key, value]) => `${/^[a-zA-Z_]\w*$/.test(key) ? key : `'${key}'`}: ${value}`).join(', ')} }`

function consumed(service: Service, topology: Topology): string {
  const byStream = Map.groupBy(service.consumes, (type) => streamOf(topology.publisherOf(type)))
  return record([...byStream].map(([stream, types]) => [stream, list(types)]))
}

/** Only of the service whose SLO it is: its code judges every order by it. */
const objective = ({ slo: { confirmMsP99 } }: Service) =>
  confirmMsP99 === undefined
    ? ''
    : `  /** 99 % of the accepted orders are confirmed within this time. */
  confirmMsP99: ${confirmMsP99},
`

const replicaLag = ({ replicaReads }: Service) =>
  replicaReads === undefined
    ? ''
    : `  /** A read from a replica shows everything that was committed this long ago. */
  replicaMaxLagMs: ${replicaReads.maxLagMs},
`

/** The text of a service's `topology.ts`, before it is formatted. */
function textOf(service: Service, topology: Topology): string {
  const ports = service.calls.map((name) => [name, String(topology.service(name).port)] as const)
  return `${header}
export const topology = {
  service: '${service.name}',
  stream: '${streamOf(service)}',
  publishes: ${list(service.publishes)},
  consumes: ${consumed(service, topology)},
  /** The port of each service that it calls. */
  calls: ${record(ports)},
${objective(service)}${replicaLag(service)}} as const
${service.publishes.length > 0 ? published : ''}`
}

/** The \`topology.ts\` of every service that sends or receives messages, or calls another service. */
export const generateTopologies = (topology: Topology): GeneratedFile[] =>
  topology.services
    .filter(({ publishes, consumes, calls }) =>
      [publishes, consumes, calls].some((all) => all.length > 0),
    )
    .map((service) => ({
      path: join('services', service.name, 'src/topology.ts'),
      text: textOf(service, topology),
    }))
