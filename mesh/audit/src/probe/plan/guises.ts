import type { Caller } from '../../matrix/callers.ts'
import { identityOf, principalOf } from '../../world/workload.ts'
import type { Wear } from '../probe.ts'

/** Somebody at a sidecar's door. */
export interface Guise {
  readonly caller: string
  readonly identity: string
  readonly wear: Wear
  readonly headers: Readonly<Record<string, string>>
}

export const certified = (caller: string, identity: string, principal: string): Guise => ({
  ...{ caller, identity, headers: {} },
  wear: { kind: 'certificate', principal },
})

/** Those who pretend to be `right`, or come near; `wrong` is a service that may not do what `right` may. */
export function impostorsOf(right: string, wrong: Caller | undefined): readonly Guise[] {
  const { trustDomain, namespace, account } = identityOf(right) ?? {
    ...{ trustDomain: right, namespace: '', account: '' },
  }
  const sibling = principalOf(trustDomain, namespace, `${account}-evil`)
  const elsewhere = principalOf(trustDomain, `${namespace}-evil`, account)
  const abroad = principalOf('elsewhere.test', namespace, account)
  const failing = (identity: string, wear: Wear): Guise => ({
    ...{ caller: `somebody as ${right}`, identity, wear, headers: {} },
  })
  const nobody = 'somebody without certificate'
  return [
    certified(sibling, 'name with the same beginning', sibling),
    certified(elsewhere, 'same account of another namespace', elsewhere),
    certified(abroad, 'another trust domain', abroad),
    { caller: nobody, identity: 'plaintext', wear: { kind: 'plain' }, headers: {} },
    { ...failing('TLS without certificate', { kind: 'tls' }), caller: nobody },
    failing('expired certificate', { kind: 'certificate', principal: right, fault: 'expired' }),
    failing("another authority's certificate", {
      ...{ kind: 'certificate', principal: right, fault: 'another authority' },
    }),
    failing('certificate without URI', { kind: 'certificate', commonName: `spiffe://${right}` }),
    {
      ...certified(sibling, 'common name of another', sibling),
      wear: { kind: 'certificate', principal: sibling, commonName: `spiffe://${right}` },
    },
    ...(wrong?.principal
      ? [
          {
            ...certified(wrong.name, 'forged x-forwarded-client-cert', wrong.principal),
            headers: { 'x-forwarded-client-cert': `By=probe;Hash=00;URI=spiffe://${right}` },
          },
        ]
      : []),
  ]
}
