import { randomBytes } from 'node:crypto'
import { type Nkey, nkeyOf } from '@stoa/run'
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

/**
 * What the services, the broker and the database know each other by, as new Secrets: a password for each role, the
 * authority of the database's certificate, and for each user of the broker a key, whose public half `broker-keys` has.
 */
export const secretsOf = (
  services: readonly Service[],
  profile: Profile,
  authority: DatabaseAuthority,
  random: (bytes: number) => Buffer = randomBytes,
): Secret[] =>
  secretsFrom(services, profile, {
    authority,
    passwordOf: () => random(24).toString('base64url'),
    keyOf: () => nkeyOf(random(32)),
  })

/** What the Secrets are made from. */
export interface Materials {
  readonly authority: DatabaseAuthority
  passwordOf(role: Role): string
  keyOf(service: string): Nkey
}

/** The Secrets of given passwords and keys. */
export function secretsFrom(
  services: readonly Service[],
  profile: Profile,
  { authority: { certificate, key }, passwordOf, keyOf }: Materials,
): Secret[] {
  const keys = deployedServices({ services })
    .filter(usesBroker)
    .map(({ name }) => ({ name, key: keyOf(name) }))
  return [
    ofDatabase(authoritySecret, { 'ca.crt': certificate, 'ca.key': key }),
    secret('commerce', authorityCertificateSecret, { 'ca.crt': certificate }),
    ...rolesOf(services).flatMap((role) => databaseSecrets(role, profile, passwordOf(role))),
    ...keys.map(({ name, key }) =>
      secret('commerce', `${name}-broker`, { url: brokerUrl, seed: key.seed }),
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
    `postgres://${name}:${encodeURIComponent(password)}@${hostOf(access)}:5432/${name}?sslmode=verify-full&sslrootcert=${authorityFile}`
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
