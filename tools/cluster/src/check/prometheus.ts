import { requireContext } from '../releases/kubeconfig.ts'
import { type Forwarded, forward } from './kubectl.ts'

/** Forwards a free port of loopback to the Prometheus of a cluster. @throws CannotRun where that cannot be done */
export const forwardPrometheus = async (context: string): Promise<Forwarded> =>
  forward(requireContext(context), 'observability', 'monitoring-prometheus', 9090)
