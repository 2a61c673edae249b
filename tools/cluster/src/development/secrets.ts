import { developmentSettings, type Secrets } from '@stoa/run'
import type { Service, Topology } from '@stoa/topology'
import type { DatabaseAuthority } from '../releases/database-authority.ts'
import { type Secret, secretsOf } from '../releases/secrets.ts'
import { developedServices } from './services.ts'

/**
 * The Secrets of a cluster for development. They are the same until the key of `secrets` is deleted, so that a further
 * service changes nobody's password.
 */
export function developmentSecrets(
  topology: Pick<Topology, 'services'>,
  secrets: Secrets,
  authority: DatabaseAuthority,
) {
  const own = developedServices(topology).flatMap((service) => {
    let count = 0
    const random = (bytes: number) =>
      secrets.of(`cluster/${service.name}/${count++}`).subarray(0, bytes)
    return secretsOf([service], 'small', authority, random)
  })
  const byName = Map.groupBy(own, ({ metadata }) => `${metadata.namespace}/${metadata.name}`)
  return [
    ...[...byName.values()].flatMap(merged),
    ...topology.services.flatMap((service) => providerSecrets(service, secrets)),
  ]
}

/** What all services share, such as the public keys of the broker's users, comes once a service. */
const merged = ([first, ...rest]: readonly Secret[]): Secret[] =>
  first === undefined
    ? []
    : [
        {
          ...first,
          stringData: Object.assign({}, first.stringData, ...rest.map((one) => one.stringData)),
        },
      ]

function providerSecrets(service: Service, secrets: Secrets): Secret[] {
  const { name, secrets: variables = [] } = service
  if (variables.length === 0) return []
  const settings = developmentSettings(service, secrets)
  return [
    {
      ...{ apiVersion: 'v1', kind: 'Secret', type: 'Opaque' },
      metadata: { name: `${name}-providers`, namespace: 'commerce' },
      stringData: Object.fromEntries(variables.map((key) => [key, settings[key] ?? ''])),
    },
  ]
}

/** The addresses of the development services, as values of the platform's chart. */
export function developmentValues({ services }: Pick<Topology, 'services'>, secrets: Secrets) {
  const all = services.map((service) => {
    const isSecret = new Set(service.secrets)
    const settings = Object.entries(developmentSettings(service, secrets)).filter(
      ([name]) => !isSecret.has(name),
    )
    return [service.name, { workload: { settings: Object.fromEntries(settings) } }] as const
  })
  return {
    services: Object.fromEntries(
      all.filter(([, { workload }]) => Object.keys(workload.settings).length > 0),
    ),
  }
}
