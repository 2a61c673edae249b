import type { Authority, Certificate } from '@stoa/mesh/authority'
import type { Wear } from '../probe.ts'

type Certified = Extract<Wear, { readonly kind: 'certificate' }>

export interface Wardrobe {
  /** What to show in the handshake; nothing for who shows nothing. */
  readonly of: (wear: Wear) => Certificate | undefined
}

const lifetimeMs = 600_000

export const wearKey = (wear: Wear): string => JSON.stringify(wear)

/** Issues every certificate of a plan: of the platform's own authority, and of one that nobody knows. */
export async function openWardrobe(
  wears: readonly Wear[],
  own: Authority,
  foreign: Authority,
): Promise<Wardrobe> {
  const distinct = new Map(
    wears.flatMap((wear) => (wear.kind === 'certificate' ? [[wearKey(wear), wear] as const] : [])),
  )
  const issued = await Promise.all(
    [...distinct].map(async ([key, wear]) => [key, await issue(wear, own, foreign)] as const),
  )
  const certificates = new Map(issued)
  return { of: (wear) => certificates.get(wearKey(wear)) }
}

const issue = (
  { principal, commonName, fault }: Certified,
  own: Authority,
  foreign: Authority,
): Promise<Certificate> =>
  (fault === 'another authority' ? foreign : own).issue({
    ...(principal === undefined
      ? { dnsNames: ['probe.stoa.test'] }
      : { spiffeId: `spiffe://${principal}` }),
    ...(commonName === undefined ? {} : { commonName }),
    lifetimeMs: fault === 'expired' ? -1_000 : lifetimeMs,
  })
