import type { Service } from '@stoa/topology'
import { keyFileOf } from '../broker-accounts.ts'
import type { Profile } from '../profiles.ts'
import type { DatabaseAuthority } from '../releases/database-authority.ts'
import { authoritySecret, roleSecretOf, rolesOf } from '../releases/databases.ts'
import { type Materials, type Secret, secretsFrom } from '../releases/secrets.ts'
import type { KnownSecrets } from './known-secrets.ts'
import { keyOfSeed } from './seed.ts'

export interface Fault {
  readonly text: string
  /** Whether the other half is there, so that services are refused; else it can only be restored. */
  readonly isThere: boolean
}

export interface Completion {
  /** The Secrets that are missing, and those that lack keys, with these keys alone. */
  readonly missing: readonly Secret[]
  /** Halves of a pair that do not match: neither can be made from the other. */
  readonly faults: readonly Fault[]
}

/** What a cluster lacks of the Secrets that `stoa cluster secrets` makes. A half that is missing is made from the other one. */
export function completeSecrets(
  services: readonly Service[],
  profile: Profile,
  known: KnownSecrets,
  fresh: Materials,
): Completion {
  const made = new Set<string>()
  const wanted = secretsFrom(services, profile, materialsIn(known, fresh, made))
  const isMade = (value: string) => [...made].some((one) => value.includes(one))
  const missing = wanted.flatMap((secret) => {
    const { namespace, name } = secret.metadata
    const there = known(namespace, name) ?? {}
    const absent = Object.entries(secret.stringData).filter(([key]) => !(key in there))
    return absent.length === 0 ? [] : [{ ...secret, stringData: Object.fromEntries(absent) }]
  })
  const faults = wanted.flatMap(({ metadata: { namespace, name }, stringData }) =>
    Object.entries(stringData)
      .filter(([key, value]) => {
        const there = known(namespace, name)?.[key]
        return there !== undefined && !matches(name, key, there, value)
      })
      .map(([key, value]) => ({
        text: `${namespace}/${name}: ${key} ${isMade(value) ? 'cannot be matched any more without' : 'does not match'} ${otherHalfOf(services, name, key)}`,
        isThere: !isMade(value),
      })),
  )
  return { missing, faults }
}

/** Where they are. */
export const namespacesOfSecrets = ['commerce', 'database'] as const

export const howToMatch =
  'restore the half that was lost; or remove the other one with kubectl, and `npx stoa cluster secrets --context C` makes both anew'

function otherHalfOf(services: readonly Service[], name: string, key: string): string {
  if (name === 'broker-keys') {
    const user = services.find((service) => keyFileOf(service.name) === key)
    return `the seed in commerce/${user?.name}-broker`
  }
  const role = rolesOf(services).find(({ service }) => name === `${service}-database`)
  if (role) return `the password in database/${roleSecretOf(role.name)}`
  if (name === 'database-ca') return `database/${authoritySecret}`
  return 'the rest of its pair'
}

/** The keys and passwords of the Secrets that exist; each one that is missing is made, and added to `made`. */
function materialsIn(known: KnownSecrets, fresh: Materials, made: Set<string>): Materials {
  const authority = authorityIn(known)
  if (authority === undefined) made.add(fresh.authority.certificate)
  return {
    authority: authority ?? fresh.authority,
    passwordOf: (role) =>
      known('database', roleSecretOf(role.name))?.password ??
      credentialsIn(known('commerce', `${role.service}-database`)?.url)?.password ??
      fresh.passwordOf(role),
    keyOf(service) {
      const key = keyOfSeed(known('commerce', `${service}-broker`)?.seed ?? '')
      if (key !== undefined) return key
      const another = fresh.keyOf(service)
      made.add(another.publicKey)
      return another
    },
  }
}

function authorityIn(known: KnownSecrets): DatabaseAuthority | undefined {
  const { 'ca.crt': certificate, 'ca.key': key } = known('database', authoritySecret) ?? {}
  return certificate !== undefined && key !== undefined ? { certificate, key } : undefined
}

function matches(name: string, key: string, there: string, wanted: string): boolean {
  // Two authorities are known while one follows the other.
  if (name === 'database-ca') return there.includes(wanted.trim())
  // The broker's address is the site's.
  if (name.endsWith('-broker') && key === 'url') return true
  if (name.endsWith('-database'))
    return credentialsIn(there)?.password === credentialsIn(wanted)?.password
  return there.trim() === wanted.trim()
}

function credentialsIn(url: string | undefined): { password: string } | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined
  const { password } = new URL(url)
  return password === '' ? undefined : { password: decodeURIComponent(password) }
}
