import type { Authority, Certificate } from '@stoa/mesh/authority'
import type { ClientCredentials } from '../probe.ts'

type CertificateCredentials = Extract<ClientCredentials, { readonly kind: 'certificate' }>

export interface ClientCertificates {
  /** The certificate for these credentials; undefined when they use none. */
  readonly of: (credentials: ClientCredentials) => Certificate | undefined
}

const lifetimeMs = 600_000

export const credentialsKey = (credentials: ClientCredentials): string =>
  JSON.stringify(credentials)

/** Issues every certificate that a plan needs: by the platform's own authority, or by an untrusted one. */
export async function issueClientCertificates(
  allCredentials: readonly ClientCredentials[],
  own: Authority,
  untrusted: Authority,
): Promise<ClientCertificates> {
  const distinct = new Map(
    allCredentials.flatMap((credentials) =>
      credentials.kind === 'certificate'
        ? [[credentialsKey(credentials), credentials] as const]
        : [],
    ),
  )
  const issued = await Promise.all(
    [...distinct].map(
      async ([key, credentials]) => [key, await issue(credentials, own, untrusted)] as const,
    ),
  )
  const certificates = new Map(issued)
  return { of: (credentials) => certificates.get(credentialsKey(credentials)) }
}

const issue = (
  { principal, commonName, fault }: CertificateCredentials,
  own: Authority,
  untrusted: Authority,
): Promise<Certificate> =>
  (fault === 'another authority' ? untrusted : own).issue({
    ...(principal === undefined
      ? { dnsNames: ['probe.stoa.test'] }
      : { spiffeId: `spiffe://${principal}` }),
    ...(commonName === undefined ? {} : { commonName }),
    lifetimeMs: fault === 'expired' ? -1_000 : lifetimeMs,
  })
