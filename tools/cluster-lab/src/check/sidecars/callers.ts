import type { Authority, Certificate } from '@stoa/mesh'
import { openSender, type Sender } from './send.ts'

/** A client of the mesh: the identity in its certificate, or null for a client without one. */
export interface Caller {
  readonly name: string
  readonly principal: string | null
  readonly sender: Sender
}

/** Identities that no policy names: unknown, in another namespace, with a similar name, of another trust domain. */
const strangers = [
  'cluster.local/ns/commerce/sa/stranger',
  'cluster.local/ns/default/sa/orders',
  'cluster.local/ns/commerce/sa/gateway-2',
  'other.local/ns/commerce/sa/gateway',
]

const lifetimeMs = 3_600_000

/** A caller for each identity, for strangers, and for a client without a certificate. */
export async function openCallers(
  authority: Authority,
  principals: readonly string[],
): Promise<readonly Caller[]> {
  const caller = (principal: string | null, certificate?: Certificate): Caller => ({
    ...{ name: principal ?? 'a client without a certificate', principal },
    sender: openSender(certificate),
  })
  const named = await Promise.all(
    [...principals, ...strangers].map(async (principal) =>
      caller(principal, await authority.issue({ spiffeId: `spiffe://${principal}`, lifetimeMs })),
    ),
  )
  return [...named, caller(null)]
}
