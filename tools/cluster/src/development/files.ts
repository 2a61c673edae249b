import { join } from 'node:path'
import type { MeshFile } from '@stoa/mesh/policy'
import type { Secrets } from '@stoa/run'
import type { Topology } from '@stoa/topology'
import { stringify } from 'yaml'
import { platformFiles } from '../charts/files.ts'
import { valuesSchemas } from '../charts/schemas.ts'
import { developmentMesh } from '../mesh/deployed-mesh.ts'
import type { DatabaseAuthority } from '../releases/database-authority.ts'
import { clusterFile, type Platform } from '../releases/platform.ts'
import { developmentSecrets, developmentValues } from './secrets.ts'
import { developedServices } from './services.ts'
import { developmentSite } from './site.ts'

/** A file with a text, or a link to what has another place. */
export type WrittenFile = { readonly path: string } & (
  | { readonly text: string }
  | { readonly linkTo: string }
)

interface Sources {
  readonly topology: Topology
  readonly meshFiles: readonly MeshFile[]
  readonly secrets: Secrets
  readonly databaseAuthority: DatabaseAuthority
  /** The folder of the platform's chart. */
  readonly chart: string
  readonly platform?: Platform | undefined
}

/** What both charts have: all but the files that are written for one of them. */
const shared = ['Chart.yaml', '.helmignore', 'values.yaml', 'templates', 'charts', 'observability']

/**
 * A chart of the platform for development, with `charts/stoa`'s templates and every service; values, Secrets and, in
 * `site`, the values of what the platform stands on.
 */
export function developmentFiles(sources: Sources): WrittenFile[] {
  const { topology, secrets, databaseAuthority, platform } = sources
  const services = developedServices(topology)
  const mesh = developmentMesh(sources.meshFiles)
  const made = developmentSecrets(topology, secrets, databaseAuthority)
  return [
    ...shared.map((name) => ({ path: `chart/${name}`, linkTo: join(sources.chart, name) })),
    ...platformFiles(services, mesh).map(({ path, text }) => ({
      path: `chart/generated/${path}`,
      text,
    })),
    { path: 'chart/values.schema.json', text: developmentSchema(valuesSchemas(services).stoa) },
    { path: 'values.yaml', text: stringify(developmentValues(topology, secrets)) },
    {
      path: 'secrets.yaml',
      text: made.map((secret) => stringify(secret)).join('---\n'),
    },
    ...Object.entries(developmentSite(services)).map(([release, values]) => ({
      path: `site/${release}.yaml`,
      text: stringify(values),
    })),
    ...(platform ? [{ path: `site/${clusterFile}`, text: stringify({ platform }) }] : []),
  ]
}

interface Schema {
  readonly properties: Readonly<Record<string, unknown>>
  readonly required?: readonly string[]
}

/** The edge has every host, `localhost` among them, and whose tokens it accepts is in the mesh's resources, as on the laptop. */
function developmentSchema(platformSchema = '{}'): string {
  const { required = [], ...schema } = JSON.parse(platformSchema) as Schema
  return JSON.stringify({
    ...schema,
    properties: { ...schema.properties, edge: true, tokens: true },
    required: required.filter((key) => key !== 'edge' && key !== 'tokens'),
  })
}
