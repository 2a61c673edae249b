import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MeshFile } from '@stoa/mesh/policy'
import { parseDocument } from 'yaml'
import type { AuditContext } from '../src/context/audit-context.ts'
import { createContext } from '../src/context/create-context.ts'
import { readBroker } from '../src/inputs/broker.ts'
import { readCertificates } from '../src/inputs/certificates.ts'
import { grantsSchema } from '../src/inputs/database-grants.ts'
import { readInputs } from '../src/inputs/gather.ts'
import { readAccessLog } from '../src/inputs/observed.ts'
import type { Operation } from '../src/inputs/operations.ts'

/** A change to the correct mesh in this folder, or a separate mesh. */
export interface Scene {
  readonly name: string
  /** Objects to add, or to replace those of the same kind, namespace and name. */
  readonly with?: string
  /** Objects to leave out, such as `Deployment shop/orders`. */
  readonly without?: readonly string[]
  /** False: the mesh contains only the objects in `with`. */
  readonly base?: boolean
  /** Fields of service.yaml by service, to add or replace; null removes the service. */
  readonly services?: Readonly<Record<string, Readonly<Record<string, unknown>> | null>>
  /** The operations of services, by service: `GET /orders/{id}`, with `required` or `optional` for a token. */
  readonly operations?: Readonly<Record<string, readonly string[]>>
  /** Access logs, by file name. */
  readonly observed?: Readonly<Record<string, string>>
  readonly unusedDays?: number
  readonly nats?: string
  readonly grants?: unknown
  /** PEM files in the rule's folder. */
  readonly certs?: readonly string[]
  readonly now?: string
}

export const correct = join(import.meta.dirname, 'correct')

interface Piece {
  readonly key: string
  readonly text: string
}

const pieces = (text: string): readonly Piece[] =>
  text
    .split(/^---$/m)
    .filter((one) => one.trim() !== '')
    .map((one) => {
      const document = parseDocument(one)
      const at = (...path: readonly string[]) => String(document.getIn([...path]) ?? 'default')
      const home = document.getIn(['metadata', 'namespace'])
      const name = at('metadata', 'name')
      return { key: `${at('kind')} ${home === undefined ? '' : `${home}/`}${name}`, text: one }
    })

const base: readonly Piece[] = ['cluster', 'mesh'].flatMap((folder) =>
  readdirSync(join(correct, folder)).flatMap((file) =>
    pieces(readFileSync(join(correct, folder, file), 'utf8')),
  ),
)
const baseServices = Object.fromEntries(
  readdirSync(join(correct, 'services')).map((name) => [
    name,
    parseDocument(readFileSync(join(correct, 'services', name, 'service.yaml'), 'utf8')).toJS(),
  ]),
)

function filesOf(scene: Scene): readonly MeshFile[] {
  const own = pieces(scene.with ?? '')
  const gone = new Set([...own.map(({ key }) => key), ...(scene.without ?? [])])
  const kept = scene.base === false ? [] : base.filter(({ key }) => !gone.has(key))
  return [
    ...(kept.length > 0
      ? [{ file: 'base.yaml', text: kept.map(({ text }) => text.trim()).join('\n---\n') }]
      : []),
    ...own.map(({ text }, index) => ({ file: `${index}.yaml`, text })),
  ]
}

function servicesOf({ services = {}, base: withBase }: Scene): readonly MeshFile[] {
  const all = { ...(withBase === false ? {} : baseServices), ...services }
  return Object.entries(all).flatMap(([name, own]) =>
    own === null
      ? []
      : [
          {
            file: `services/${name}/service.yaml`,
            text: Object.entries({ ...baseServices[name], name, ...own })
              .map(([field, value]) => `${field}: ${JSON.stringify(value)}`)
              .join('\n'),
          },
        ],
  )
}

const operationsIn = (all: Readonly<Record<string, readonly string[]>>): readonly Operation[] =>
  Object.entries(all).flatMap(([service, lines]) =>
    lines.map((line) => {
      const [method = '', path = '', need] = line.split(' ')
      const token = need === 'required' || need === 'optional' ? need : 'none'
      return { service, method, path, token, at: { file: 'openapi.json', line: 1 } }
    }),
  )

/** The audit context of a scene. @throws MeshError when it contains what Istio rejects */
export function contextOfScene(scene: Scene, dir: string): AuditContext {
  const nowMs = Date.parse(scene.now ?? '2026-06-01T00:00:00Z')
  const sources = { files: filesOf(scene), services: servicesOf(scene), problems: [] }
  const logs = Object.entries(scene.observed ?? {})
  return createContext({
    ...readInputs(sources, nowMs),
    observed: scene.observed && logs.flatMap(([file, text]) => readAccessLog(file, text)),
    unusedDays: scene.unusedDays,
    operations: scene.operations && operationsIn(scene.operations),
    broker: scene.nats === undefined ? undefined : readBroker('nats.conf', scene.nats).broker,
    grants: scene.grants ? { ...grantsSchema.parse(scene.grants), from: 'dump' } : undefined,
    certificates: scene.certs?.flatMap(
      (file) => readCertificates(file, readFileSync(join(dir, file), 'utf8')).certificates,
    ),
  })
}
