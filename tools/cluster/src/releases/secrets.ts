import { randomBytes } from 'node:crypto'
import { nkeyOf } from '@stoa/run'
import { type Service, usesBroker } from '@stoa/topology'
import { keyFileOf, keyFileText } from '../broker-accounts.ts'
import { deployedServices } from '../deployed.ts'
import type { Profile } from '../profiles.ts'
import type { DatabaseAuthority } from './database-authority.ts'
import { authoritySecret, type Role, roleSecretOf, rolesOf } from './databases.ts'

export interface Secret {
  readonly apiVersion: 'v1'
  readonly kind: 'Secret'
  readonly metadata: {
    readonly name: string
    readonly namespace: string
    readonly labels?: Readonly<Record<string, string>>
  }
  readonly type: string
  readonly stringData: Readonly<Record<string, string>>
}

const hostOf = (access: 'rw' | 'ro') => `postgres-${access}.database.svc.cluster.local`
/** The name of the primary, which its certificate has. */
export const databaseHost = hostOf('rw')
/** The Secret with the certificate of the authority alone, for those that connect. */
export const authorityCertificateSecret = 'database-ca'
/** Where the chart mounts it. */
export const authorityFile = '/etc/stoa/database-ca/ca.crt'
const brokerUrl = 'nats://nats.commerce.svc.cluster.local:4222'

/** The profiles whose primary has replicas. */
const withReplicas: readonly Profile[] = ['production', 'multi-region']

/** How many of the broker's servers keep a copy of each stream. */
const streamReplicas: Readonly<Record<Profile, number>> = {
  small: 1,
  production: 3,
  'multi-region': 3,
}

/**
 * What the services, the broker and the database know each other by, as new Secrets: a password for each role, the
 * authority of the database's certificate, and for each user of the broker a key, whose public half `broker-keys` has.
 */
export function secretsOf(
  services: readonly Service[],
  profile: Profile,
  { certificate, key }: DatabaseAuthority,
  random: (bytes: number) => Buffer = randomBytes,
): Secret[] {
  const keys = deployedServices({ services })
    .filter(usesBroker)
    .map(({ name, publishes }) => ({
      ...{ name, key: nkeyOf(random(32)) },
      url:
        publishes.length > 0
          ? `${brokerUrl}?stream_replicas=${streamReplicas[profile]}`
          : brokerUrl,
    }))
  return [
    ofDatabase(authoritySecret, { 'ca.crt': certificate, 'ca.key': key }),
    secret('commerce', authorityCertificateSecret, { 'ca.crt': certificate }),
    ...rolesOf(services).flatMap((role) =>
      databaseSecrets(role, profile, random(24).toString('base64url')),
    ),
    ...keys.map(({ name, key, url }) =>
      secret('commerce', `${name}-broker`, { url, seed: key.seed }),
    ),
    secret(
      'commerce',
      'broker-keys',
      Object.fromEntries(
        keys.map(({ name, key }) => [keyFileOf(name), keyFileText(key.publicKey)]),
      ),
    ),
  ]
}

function databaseSecrets(
  { name, service, readsReplicas }: Role,
  profile: Profile,
  password: string,
): Secret[] {
  const urlOf = (access: 'rw' | 'ro') =>
    `postgres://${name}:${password}@${hostOf(access)}:5432/${name}?sslmode=verify-full&sslrootcert=${authorityFile}`
  return [
    {
      ...ofDatabase(roleSecretOf(name), { username: name, password }),
      type: 'kubernetes.io/basic-auth',
    },
    secret('commerce', `${service}-database`, {
      url: urlOf('rw'),
      ...(readsReplicas && withReplicas.includes(profile) ? { readUrl: urlOf('ro') } : {}),
    }),
  ]
}

function ofDatabase(name: string, stringData: Readonly<Record<string, string>>): Secret {
  const made = secret('database', name, stringData)
  // CloudNativePG reads a changed one at once.
  return { ...made, metadata: { ...made.metadata, labels: { 'cnpg.io/reload': 'true' } } }
}

const secret = (
  namespace: string,
  name: string,
  stringData: Readonly<Record<string, string>>,
): Secret => ({
  ...{
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    type: 'Opaque',
    stringData,
  },
})
