import { stringify } from 'yaml'
import type { GeneratedFile } from './generated-files.ts'
import type { Service } from './service.ts'
import type { Topology } from './topology.ts'

const header = `# Written from the service.yaml files by \`npm run topology\`; \`npm run check\` compares it with them.
`
const system = 'stoa'

const entity = (kind: string, metadata: object, spec: object) => ({
  ...{ apiVersion: 'backstage.io/v1alpha1', kind, metadata, spec },
})

function* entitiesOf(service: Service, descriptions: ReadonlyMap<string, string>) {
  const { name, owner, database, calls } = service
  const description = descriptions.get(name)
  const common = { lifecycle: 'production', owner, system }
  const consumesApis = calls.filter((callee) => descriptions.has(callee))
  yield entity(
    'Component',
    { name, ...(description && { description }) },
    {
      ...{ type: 'service', ...common },
      ...(description && { providesApis: [name] }),
      ...(consumesApis.length > 0 && { consumesApis }),
      ...(database && { dependsOn: [`resource:${database}-database`] }),
    },
  )
  if (description) {
    const definition = { $text: `./services/${name}/openapi.json` }
    yield entity('API', { name, description }, { type: 'openapi', ...common, definition })
  }
  if (database) {
    const spec = { type: 'database', owner, system }
    yield entity('Resource', { name: `${database}-database` }, spec)
  }
}

/**
 * The `catalog-info.yaml` that Backstage reads.
 * @param descriptions of the services that have an OpenAPI document
 */
export function generateCatalogInfo(
  { services }: Pick<Topology, 'services'>,
  descriptions: ReadonlyMap<string, string>,
): GeneratedFile {
  const teams = [...new Set(services.map(({ owner }) => owner))].sort()
  const entities = [
    entity(
      'System',
      { name: system, description: 'A digital-commerce platform on a service mesh' },
      { owner: 'platform' },
    ),
    ...teams.map((name) => entity('Group', { name }, { type: 'team', children: [] })),
    ...services.flatMap((service) => [...entitiesOf(service, descriptions)]),
  ]
  const text = header + entities.map((one) => stringify(one, { lineWidth: 120 })).join('---\n')
  return { path: 'catalog-info.yaml', text }
}
