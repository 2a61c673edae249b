import type { Authority } from '../authority/authority.ts'
import type { Config } from '../compile/config.ts'
import { type Credential, credentialsNeeded } from '../compile/credentials.ts'
import type { Scope } from '../compile/scope.ts'
import { caSecret, secret, validationSecret, workloadSecret } from '../compile/tls.ts'
import { spiffeId } from '../model/registry.ts'

/** What a Kubernetes secret would hold: a certificate with its key, and the CA for peer certificates. */
export interface ProvidedCredential {
  readonly certPem?: string
  readonly keyPem?: string
  readonly caPem?: string
}

/** By credential name, as Gateways and DestinationRules refer to them. */
export type ProvidedCredentials = Readonly<Record<string, ProvidedCredential>>

const localNames = { dnsNames: ['localhost'], ipAddresses: ['127.0.0.1', '::1'] }

/**
 * The secrets of one workload: its identity, and the credentials that Gateways and DestinationRules
 * name. The authority issues every credential that is missing from `provided`, and signs for its peers.
 */
export async function issueSecrets(
  authority: Authority,
  scope: Scope,
  lifetimeMs: number,
  provided: ProvidedCredentials,
): Promise<readonly Config[]> {
  const own = await authority.issue({ spiffeId: identityOf(scope), lifetimeMs })
  const named = credentialsNeeded(scope).map((credential) =>
    secretsOf(authority, credential, lifetimeMs, provided[credential.name] ?? {}),
  )
  return [secret(workloadSecret, own.certPem, own.keyPem), ...(await Promise.all(named)).flat()]
}

async function secretsOf(
  authority: Authority,
  { name, hosts }: Credential,
  lifetimeMs: number,
  { certPem, keyPem, caPem }: ProvidedCredential,
): Promise<readonly Config[]> {
  const dnsNames = [...new Set([...localNames.dnsNames, ...hosts.filter(isDnsName)])]
  const pair =
    certPem !== undefined && keyPem !== undefined
      ? { certPem, keyPem }
      : await authority.issue({ ...localNames, dnsNames, lifetimeMs })
  return [
    secret(name, pair.certPem, pair.keyPem),
    validationSecret(caSecret(name), caPem ?? authority.caPem),
  ]
}

const isDnsName = (host: string) => /[a-z]/i.test(host) && host !== '*'

/** Changes whenever a workload needs other certificates than before. */
export const secretsKey = (scope: Scope): string =>
  JSON.stringify([identityOf(scope), credentialsNeeded(scope)])

const identityOf = ({ workload, model }: Scope): string =>
  spiffeId(workload, model.settings.trustDomain)
