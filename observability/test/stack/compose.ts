import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Ajv } from 'ajv'
import { parse } from 'yaml'
import { z } from 'zod'
import { folder } from './files.ts'
import { listensOnLoopback } from './listens.ts'

const service = z.object({
  image: z.string(),
  network_mode: z.string().optional(),
  ports: z.array(z.string()).default([]),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  mem_limit: z.string().optional(),
  cpus: z.number().optional(),
  pids_limit: z.number().optional(),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string().nullable()).default({}),
  volumes: z.array(z.string()).default([]),
})

type Service = z.infer<typeof service>
type Rule = readonly [fault: string, holds: (one: Service, name: string) => boolean]

const isPinned = ({ image }: Service) => /^[\w./-]+:v?\d+\.\d+\.\d+$/.test(image)
const isLimited = ({ mem_limit, cpus, pids_limit }: Service) =>
  mem_limit !== undefined && cpus !== undefined && pids_limit !== undefined
const isConfined = ({ read_only, cap_drop, security_opt }: Service) =>
  read_only && cap_drop.includes('ALL') && security_opt.includes('no-new-privileges:true')

const isBind = (volume: string) => /^[.$]/.test(volume)
const sourceOf = (volume: string) => volume.split(':')[0] ?? ''

const rules: readonly Rule[] = [
  ['its image is not pinned to a version', isPinned],
  ['it has no limits of memory, CPU and processes', isLimited],
  ['it may write to its image, gain privileges, or keeps capabilities', isConfined],
  [
    'it is not in the network of the host, where the platform listens',
    ({ network_mode, ports }) => network_mode === 'host' && ports.length === 0,
  ],
  ['it can be reached from other machines', (one, name) => listensOnLoopback(name, one)],
  [
    'it may write to the repository',
    ({ volumes }) => volumes.filter(isBind).every((volume) => volume.endsWith(':ro')),
  ],
  [
    'a file that it mounts does not exist',
    ({ volumes }) =>
      volumes
        .map(sourceOf)
        .filter((source) => source.startsWith('./'))
        .every((source) => existsSync(join(folder, source))),
  ],
]

/** The schema of the Compose Specification, as dclint ships it. */
const schemaFile = join(
  dirname(createRequire(import.meta.url).resolve('dclint/package.json')),
  'schemas/compose.schema.json',
)
const { $schema: _, ...definition } = JSON.parse(readFileSync(schemaFile, 'utf8'))
const matchesSchema = new Ajv({ strict: false, allErrors: true }).compile(definition)

/** What is wrong with a compose file: by its schema, and by what we ask of every service. */
export function composeFaults(text: string): string[] {
  const file = parse(text, { merge: true })
  if (!matchesSchema(file))
    return (matchesSchema.errors ?? []).map(
      ({ instancePath, message }) => `${instancePath} ${message}`,
    )
  const services = z.object({ services: z.record(z.string(), service) }).parse(file).services
  return Object.entries(services).flatMap(([name, one]) =>
    rules.filter(([, holds]) => !holds(one, name)).map(([fault]) => `${name}: ${fault}`),
  )
}
