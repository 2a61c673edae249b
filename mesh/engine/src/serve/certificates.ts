import type { Authority } from '../authority/authority.ts'
import { caSecret } from '../compile/ca-secret.ts'
import type { Config } from '../compile/config.ts'
import { type Credential, credentialsNeeded } from '../compile/credentials.ts'
import type { Scope } from '../compile/scope.ts'
import { authoritySecret, secret, workloadSecret } from '../compile/tls.ts'
import { spiffeId } from '../model/registry.ts'

/** What a Kubernetes secret would hold: a certificate with its key, and whom to trust. */
export interface GivenCredential {
  readonly certPem?: string
  readonly keyPem?: string
  readonly caPem?: string
}

export type GivenCredentials = Readonly<Record<string, GivenCredential>>

const thisMachine = { dnsNames: ['localhost'], ipAddresses: ['127.0.0.1', '::1'] }

/**
 * What one workload shows to others: its identity, and the credentials that Gateways and
 * DestinationRules name. What nobody gave, the authority issues, and it is whom they trust.
 */
export async function issueSecrets(
  authority: Authority,
  scope: Scope,
  lifetimeMs: number,
  given: GivenCredentials,
): Promise<readonly Config[]> {
  const own = await authority.issue({ spiffeId: identityOf(scope), lifetimeMs })
  const named = credentialsNeeded(scope).map((credential) =>
    secretsOf(authority, credential, lifetimeMs, given[credential.name] ?? {}),
  )
  return [secret(workloadSecret, own.certPem, own.keyPem), ...(await Promise.all(named)).flat()]
}

async function secretsOf(
  authority: Authority,
  { name, hosts }: Credential,
  lifetimeMs: number,
  { certPem, keyPem, caPem }: GivenCredential,
): Promise<readonly Config[]> {
  const dnsNames = [...new Set([...thisMachine.dnsNames, ...hosts.filter(isName)])]
  const shown =
    certPem !== undefined && keyPem !== undefined
      ? { certPem, keyPem }
      : await authority.issue({ ...thisMachine, dnsNames, lifetimeMs })
  return [
    secret(name, shown.certPem, shown.keyPem),
    authoritySecret(caSecret(name), caPem ?? authority.caPem),
  ]
}

const isName = (host: string) => /[a-z]/i.test(host) && host !== '*'

/** Which certificates a workload shows, in a form to compare. */
export const secretsNeeded = (scope: Scope): string =>
  JSON.stringify([identityOf(scope), credentialsNeeded(scope)])

const identityOf = ({ workload, model }: Scope): string =>
  spiffeId(workload, model.settings.trustDomain)
