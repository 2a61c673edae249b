import type { Service } from '@stoa/topology'
import { z } from 'zod'
import type { Profile } from '../profiles.ts'
import type { Materials } from '../releases/secrets.ts'
import { secretsFrom } from '../releases/secrets.ts'
import type { Need } from './needs.ts'
import { shapedAs } from './shaped-as.ts'

const named = z.looseObject({ name: z.string() })
const keyed = z.looseObject({ name: z.string(), key: z.string() })

/** Where backups are. */
const storeSchema = z.looseObject({
  destinationPath: z.string().optional(),
  endpointURL: z.string().optional(),
  s3: z.looseObject({ region: z.string().optional() }).default({}),
  secret: named.partial().optional(),
})
type Store = z.infer<typeof storeSchema>

const postgresSchema = z.looseObject({
  cluster: z.looseObject({
    roles: z.array(z.looseObject({ passwordSecret: named.optional() })).default([]),
    certificates: z
      .looseObject({ serverCASecret: z.string().optional(), clientCASecret: z.string().optional() })
      .default({}),
  }),
  mode: z.string().optional(),
  backups: storeSchema.extend({ enabled: z.boolean().optional() }).prefault({}),
  recovery: storeSchema.prefault({}),
  replica: z
    .looseObject({
      origin: z
        .looseObject({ pg_basebackup: z.record(z.string(), z.unknown()).default({}) })
        .optional(),
    })
    .default({}),
})
const monitoringSchema = z.looseObject({
  grafana: z
    .looseObject({ admin: z.looseObject({ existingSecret: z.string().optional() }).optional() })
    .optional(),
})

const secret = (namespace: string, name: string, keys: readonly string[]): Need => ({
  ...{ kind: 'Secret', namespace, name, keys },
})

function ofPostgres(values: unknown, namespace: string): Need[] {
  const { cluster, mode, backups, recovery, replica } = shapedAs(postgresSchema, values, 'postgres')
  const { serverCASecret, clientCASecret } = cluster.certificates
  const authorities = [serverCASecret, clientCASecret].filter((name) => name !== undefined)
  const passwords = cluster.roles.flatMap(({ passwordSecret }) => passwordSecret ?? [])
  const origin = Object.values(replica.origin?.pg_basebackup ?? {}).flatMap(
    (value) => keyed.safeParse(value).data ?? [],
  )
  return [
    ...authorities.map((name) => secret(namespace, name, ['ca.crt', 'ca.key'])),
    ...passwords.map(({ name }) => secret(namespace, name, ['username', 'password'])),
    ...origin.map(({ name, key }) => secret(namespace, name, [key])),
    ...(backups.enabled ? ofStore('backups', backups, namespace) : []),
    ...(mode === 'recovery' ? ofStore('recovery', recovery, namespace) : []),
  ]
}

function ofStore(
  key: string,
  { destinationPath, endpointURL, s3, secret: keys }: Store,
  namespace: string,
) {
  const value = (path: string, meaning: string): Need => ({
    ...{ kind: 'value', release: 'postgres', path: `${key}.${path}`, meaning },
  })
  return [
    ...(destinationPath
      ? []
      : [value('destinationPath', 'the bucket, such as s3://backups/postgres')]),
    ...(endpointURL || s3.region
      ? []
      : [value('endpointURL', `where its store answers, or ${key}.s3.region for one of AWS`)]),
    ...(keys?.name ? [secret(namespace, keys.name, ['ACCESS_KEY_ID', 'ACCESS_SECRET_KEY'])] : []),
  ]
}

function ofMonitoring(values: unknown, namespace: string): Need[] {
  const { grafana } = shapedAs(monitoringSchema, values, 'monitoring')
  const name = grafana?.admin?.existingSecret
  return name ? [secret(namespace, name, ['admin-user', 'admin-password'])] : []
}

/** nats-server ends where the accounts name a key that it is not given. */
export const brokerNeeds = (
  services: readonly Service[],
  profile: Profile,
  materials: Materials,
): Need[] =>
  secretsFrom(services, profile, materials)
    .filter(({ metadata }) => metadata.name === 'broker-keys')
    .map(({ metadata, stringData }) =>
      secret(metadata.namespace, metadata.name, Object.keys(stringData)),
    )

/** What the charts of others read, by their release and its values. */
export const needsOfValues: Readonly<
  Record<string, (values: unknown, namespace: string) => Need[]>
> = { postgres: ofPostgres, monitoring: ofMonitoring }
