import { CannotRun } from '@stoa/topology'
import type { Kubectl } from '../check/kubectl.ts'
import { type Lease, leaseName, leaseNamespace, leaseOf, objectOf } from './lease.ts'

/** Another command changed the Lease since it was read. */
export class LeaseConflict extends Error {}

/** A call that takes longer would keep the Lease from being renewed. */
const within = '--request-timeout=5s'

/** @throws CannotRun where the API server does not answer, or the user may not read it */
export async function readLease(kubectl: Kubectl): Promise<Lease | undefined> {
  const where = [`--namespace=${leaseNamespace}`, 'leases.coordination.k8s.io', leaseName]
  const args = ['get', ...where, '--ignore-not-found', '--output=json', within]
  const found = await kubectl(args)
  return found.trim() === '' ? undefined : leaseOf(found)
}

/** Writes it only where nobody changed it since it was read. @throws LeaseConflict otherwise */
export async function writeLease(kubectl: Kubectl, lease: Lease): Promise<Lease> {
  const verb = lease.resourceVersion === undefined ? 'create' : 'replace'
  try {
    const args = [verb, '--filename=-', '--output=json', within]
    return leaseOf(await kubectl(args, JSON.stringify(objectOf(lease))))
  } catch (error) {
    if (error instanceof CannotRun && /\((AlreadyExists|Conflict|NotFound)\)/.test(error.message))
      throw new LeaseConflict(error.message, { cause: error })
    throw error
  }
}
