import { z } from 'zod'

/** Where the lock of a cluster is kept, and what was installed in it. */
export const leaseName = 'stoa-cluster'
export const leaseNamespace = 'default'

const profileKey = 'stoa.dev/profile'
const earlierKey = 'stoa.dev/earlier-profiles'
const releaseKey = 'stoa.dev/release'
const workedUntilKey = 'stoa.dev/worked-until'

/** What the Lease of a cluster says. */
export interface Lease {
  /** Absent once the command that held it has ended. */
  readonly holder?: string | undefined
  readonly acquiredAt?: string | undefined
  readonly renewedAt: string
  readonly leaseMs: number
  /** With which profile the cluster was installed. */
  readonly profile?: string | undefined
  /** The profiles that it had before, whose releases may be left over. */
  readonly earlier?: readonly string[] | undefined
  /** The release that the command changed last, or was changing when it died. */
  readonly release?: string | undefined
  /** When the command that changed that release was last known to hold the lock. */
  readonly workedUntil?: string | undefined
  /** Of the object that was read: a change of an older one is refused. */
  readonly resourceVersion?: string | undefined
}

const leaseSchema = z.object({
  metadata: z.object({
    resourceVersion: z.string(),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
  spec: z.object({
    holderIdentity: z.string().optional(),
    acquireTime: z.string().optional(),
    renewTime: z.string(),
    leaseDurationSeconds: z.number(),
  }),
})

export function leaseOf(json: string): Lease {
  const { metadata, spec } = leaseSchema.parse(JSON.parse(json))
  return {
    ...{ holder: spec.holderIdentity, acquiredAt: spec.acquireTime, renewedAt: spec.renewTime },
    leaseMs: spec.leaseDurationSeconds * 1_000,
    ...{ profile: metadata.annotations[profileKey], release: metadata.annotations[releaseKey] },
    ...{ workedUntil: metadata.annotations[workedUntilKey] },
    earlier: metadata.annotations[earlierKey]?.split(','),
    resourceVersion: metadata.resourceVersion,
  }
}

export const objectOf = (lease: Lease): object => ({
  ...{ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' },
  metadata: {
    ...{ name: leaseName, namespace: leaseNamespace },
    ...(lease.resourceVersion && { resourceVersion: lease.resourceVersion }),
    annotations: {
      ...(lease.profile && { [profileKey]: lease.profile }),
      ...(lease.earlier?.length && { [earlierKey]: lease.earlier.join(',') }),
      ...(lease.release && { [releaseKey]: lease.release }),
      ...(lease.workedUntil && { [workedUntilKey]: lease.workedUntil }),
    },
  },
  spec: {
    ...(lease.holder && { holderIdentity: lease.holder, acquireTime: lease.acquiredAt }),
    ...{ renewTime: lease.renewedAt, leaseDurationSeconds: Math.ceil(lease.leaseMs / 1_000) },
  },
})

/** The form of a MicroTime of Kubernetes. */
export const microTime = (at: Date): string => at.toISOString().replace('Z', '000Z')

/** From when on it is not believed, where it is not renewed. */
export const endOf = ({ renewedAt, leaseMs }: Lease): Date =>
  new Date(Date.parse(renewedAt) + leaseMs)

export const isFresh = (lease: Lease, now: Date): boolean => now < endOf(lease)

/** Whether both are of one command that holds the lock. */
export const isHeldAs = (one: Lease, other: Lease): boolean =>
  one.holder !== undefined && one.holder === other.holder && one.acquiredAt === other.acquiredAt

/**
 * What a command left. One that died while it worked has written this Lease before its Helm began, and may have lived as
 * long as the Lease was valid. Pure.
 */
export function leftByDead(lease: Lease): Lease {
  const { holder, renewedAt, workedUntil } = lease
  const wasWorking = workedUntil !== undefined && Date.parse(workedUntil) === Date.parse(renewedAt)
  if (holder === undefined || !wasWorking) return lease
  return { ...lease, workedUntil: microTime(endOf(lease)) }
}
