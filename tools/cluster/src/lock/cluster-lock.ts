import { CannotRun } from '@stoa/topology'
import type { Kubectl } from '../check/kubectl.ts'
import { endOf, isFresh, isHeldAs, type Lease, leftByDead, microTime } from './lease.ts'
import { LeaseConflict, readLease, writeLease } from './lease-store.ts'

export interface LockOptions {
  readonly holder: string
  readonly onWait: (text: string) => void
  /** Whether the process of a holder is known to be gone; its Lease is valid all the same, since its Helm may end later. */
  readonly hasEnded?: (holder: string) => boolean
  /** How long a Lease is believed that is not renewed, and how often it is. */
  readonly leaseMs?: number
  readonly renewMs?: number
}

/** `workedUntil` is now where it is absent. */
export type Left = Pick<Lease, 'profile' | 'earlier' | 'release' | 'workedUntil'>

/** The right to change a cluster, which one command has at a time. */
export interface ClusterLock {
  /** What the command before left. */
  readonly before: Lease | undefined
  /** Aborted when another command may have taken the lock: nothing may be changed any more. */
  readonly lost: AbortSignal
  /** Says which release is being changed, before it is. @throws CannotRun where the lock was lost */
  workOn(work: Pick<Lease, 'profile' | 'earlier' | 'release'>): Promise<void>
  /** Gives the lock back; `left` is what the next command finds. */
  release(left: Left): Promise<void>
}

/**
 * Takes the lock of a cluster, a Lease that is renewed while the command works. One that was not renewed for `leaseMs`
 * is taken over only once it was seen unchanged for as long, so that clocks need not agree.
 * @throws CannotRun where another command holds it
 */
export async function takeLock(kubectl: Kubectl, options: LockOptions): Promise<ClusterLock> {
  const { leaseMs = 30_000, renewMs = 10_000, holder } = options
  const found = await readLease(kubectl)
  if (found?.holder) await awaitEnd(found, options)
  const before = found && leftByDead(found)
  const acquiredAt = microTime(new Date())
  let lease: Lease = {
    ...before,
    ...{ holder, acquiredAt, renewedAt: acquiredAt, leaseMs },
  }
  try {
    lease = await writeLease(kubectl, lease)
  } catch (error) {
    if (!(error instanceof LeaseConflict)) throw error
    throw busy(await readLease(kubectl), options)
  }
  const lost = new AbortController()
  let isWorking = false
  let writing: Promise<void> = Promise.resolve()
  const write = (change: Partial<Lease>): Promise<void> => {
    const next = async () => {
      lost.signal.throwIfAborted()
      const renewedAt = microTime(new Date())
      const worked = isWorking ? { workedUntil: renewedAt } : {}
      lease = await writeOwn(kubectl, { ...lease, renewedAt, ...worked, ...change }, lease)
    }
    writing = writing.catch(() => undefined).then(next)
    return writing
  }
  const renew = () =>
    write({}).catch((error: unknown) => {
      if (error instanceof LeaseConflict || !isFresh(lease, new Date(Date.now() + renewMs)))
        lost.abort(new CannotRun('the lock of the cluster was lost: it could not be renewed'))
    })
  const timer = setInterval(renew, renewMs)
  return {
    ...{ before, lost: lost.signal },
    workOn(work) {
      isWorking = true
      return write(work)
    },
    async release({ profile, earlier, release, workedUntil }) {
      clearInterval(timer)
      const left = { profile, earlier, release, ...(workedUntil && { workedUntil }) }
      await write({ holder: undefined, acquiredAt: undefined, ...left }).catch(() => undefined)
    },
  }
}

/** A write whose answer was lost has changed the Lease all the same: nobody else has taken it. */
async function writeOwn(kubectl: Kubectl, changed: Lease, own: Lease): Promise<Lease> {
  try {
    return await writeLease(kubectl, changed)
  } catch (error) {
    const now = error instanceof LeaseConflict ? await readLease(kubectl) : undefined
    if (!now || !isHeldAs(own, now)) throw error
    return writeLease(kubectl, { ...changed, resourceVersion: now.resourceVersion })
  }
}

/** The Lease can be written then only if it was not renewed meanwhile. */
async function awaitEnd(held: Lease, options: LockOptions) {
  if (isFresh(held, new Date())) throw busy(held, options)
  const seconds = Math.ceil(held.leaseMs / 1_000)
  options.onWait(`${held.holder} does not renew its lock; taking it over in ${seconds} s`)
  await new Promise((resolve) => setTimeout(resolve, held.leaseMs))
}

function busy(lease: Lease | undefined, { hasEnded }: LockOptions): CannotRun {
  if (!lease?.holder)
    return new CannotRun(
      'another command changed this cluster at the same moment: run the same command again',
    )
  const { holder, acquiredAt, release } = lease
  const on = release ? `, on ${release}` : ''
  const takeOver = `run the same command again after ${endOf(lease).toISOString()}, when its lock can be taken over`
  return new CannotRun(
    hasEnded?.(holder)
      ? `${holder} died while it changed this cluster${on}: ${takeOver}`
      : `${holder} has changed this cluster since ${acquiredAt}${on}: wait for its end, then run the same command again; if it was killed, ${takeOver}`,
  )
}
