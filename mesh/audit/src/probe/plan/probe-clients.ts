import { identityOf, principalOf } from '../../context/workload.ts'
import { anonymousCaller, type Caller } from '../../matrix/callers.ts'
import type { ClientCredentials } from '../probe.ts'

/** A client of a sidecar: its credentials and the headers that it adds. */
export interface ProbeClient {
  readonly caller: string
  readonly identity: string
  readonly credentials: ClientCredentials
  readonly headers: Readonly<Record<string, string>>
}

export const certified = (caller: string, identity: string, principal: string): ProbeClient => ({
  ...{ caller, identity, headers: {} },
  credentials: { kind: 'certificate', principal },
})

/**
 * Clients that try to pass for a permitted principal. `otherCaller` is a service that is not permitted; it forges
 * the header that names the caller.
 */
export function impersonationsOf(
  permitted: string,
  otherCaller: Caller | undefined,
): readonly ProbeClient[] {
  const { trustDomain, namespace, account } = identityOf(permitted) ?? {
    ...{ trustDomain: permitted, namespace: '', account: '' },
  }
  const sibling = principalOf(trustDomain, namespace, `${account}-evil`)
  const sameAccount = principalOf(trustDomain, `${namespace}-evil`, account)
  const otherDomain = principalOf('elsewhere.test', namespace, account)
  const impersonator = (identity: string, credentials: ClientCredentials): ProbeClient => ({
    ...{ caller: `a client as ${permitted}`, identity, credentials, headers: {} },
  })
  return [
    certified(sibling, 'account name with the same prefix', sibling),
    certified(sameAccount, 'same account in another namespace', sameAccount),
    certified(otherDomain, 'another trust domain', otherDomain),
    {
      caller: anonymousCaller.name,
      identity: 'plaintext',
      credentials: { kind: 'plain' },
      headers: {},
    },
    { ...impersonator('TLS without a certificate', { kind: 'tls' }), caller: anonymousCaller.name },
    impersonator('expired certificate', {
      kind: 'certificate',
      principal: permitted,
      fault: 'expired',
    }),
    impersonator('certificate of another authority', {
      ...{ kind: 'certificate', principal: permitted, fault: 'another authority' },
    }),
    impersonator('certificate without a URI', {
      kind: 'certificate',
      commonName: `spiffe://${permitted}`,
    }),
    {
      ...certified(sibling, 'common name of another identity', sibling),
      credentials: { kind: 'certificate', principal: sibling, commonName: `spiffe://${permitted}` },
    },
    ...(otherCaller?.principal
      ? [
          {
            ...certified(otherCaller.name, 'forged x-forwarded-client-cert', otherCaller.principal),
            headers: { 'x-forwarded-client-cert': `By=probe;Hash=00;URI=spiffe://${permitted}` },
          },
        ]
      : []),
  ]
}
