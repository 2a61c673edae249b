import { readTopology } from '@stoa/topology'
import { printVerified } from '@stoa/verify'
import { forward, kubectlOf } from '../check/kubectl.ts'
import { requireContext } from '../releases/kubeconfig.ts'
import { type ClusterAccess, openClusterInputs } from '../verify/open-inputs.ts'
import type { ClusterOptions } from './options.ts'

/** Returns the exit status. @throws CannotRun where the data cannot be read */
export async function runVerify({ context, withinMs, json }: ClusterOptions): Promise<number> {
  const named = requireContext(context)
  const access: ClusterAccess = {
    kubectl: kubectlOf(named),
    forward: (...to) => forward(named, ...to),
  }
  const { services } = readTopology()
  return printVerified(
    () => openClusterInputs(access, { services, withinSeconds: withinMs / 1000 }),
    json,
  )
}
