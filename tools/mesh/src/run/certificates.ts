import type { Authority } from '../authority/authority.ts'
import type { Config } from '../compile/config.ts'
import { credentialsOf } from '../compile/edge.ts'
import type { Scope } from '../compile/scope.ts'
import { secret, workloadSecret } from '../compile/tls.ts'
import { spiffeId } from '../model/registry.ts'

const servingNames = { dnsNames: ['localhost'], ipAddresses: ['127.0.0.1', '::1'] }

/** What one workload shows to others: its identity, and at the edge the serving certificate. */
export async function issueSecrets(
  authority: Authority,
  scope: Scope,
  lifetimeMs: number,
): Promise<readonly Config[]> {
  const identity = { spiffeId: identityOf(scope), lifetimeMs }
  const own = await authority.issue(identity)
  const serving = servingCredentials(scope).map(async (name) => {
    const { certPem, keyPem } = await authority.issue({ ...servingNames, lifetimeMs })
    return secret(name, certPem, keyPem)
  })
  return [secret(workloadSecret, own.certPem, own.keyPem), ...(await Promise.all(serving))]
}

/** Which certificates a workload shows, in a form to compare. */
export const secretsNeeded = (scope: Scope): string =>
  [identityOf(scope), ...servingCredentials(scope)].join(' ')

const identityOf = ({ workload, model }: Scope): string =>
  spiffeId(workload, model.settings.trustDomain)

const servingCredentials = (scope: Scope): readonly string[] =>
  scope.workload.kind === 'gateway' ? credentialsOf(scope) : []
