import { readTopology } from '@stoa/topology'
import { check, isGood } from '../check/check.ts'
import { kubectlOf } from '../check/kubectl.ts'
import { openTarget } from '../check/target.ts'
import { textOfCheck } from '../check/text.ts'
import { requireContext } from '../releases/kubeconfig.ts'
import type { ClusterOptions } from './options.ts'

/** Returns the exit status. @throws CannotRun where the edge cannot be found or does not answer */
export async function runCheck(options: ClusterOptions): Promise<number> {
  const named = options.context !== undefined || options.gateway === undefined
  const context = named ? requireContext(options.context) : undefined
  const kubectl = context === undefined ? undefined : kubectlOf(context)
  const { url, edge, close } = await openTarget({ ...options, context }, kubectl)
  try {
    const { services } = readTopology()
    const onStep = (step: string) => void process.stderr.write(`${step}\n`)
    const { orders, withinMs } = options
    const result = await check(edge, services, kubectl, { orders, withinMs, onStep })
    const ok = isGood(result)
    const text = options.json
      ? JSON.stringify({ gateway: url, ok, ...result })
      : textOfCheck(url, result)
    process.stdout.write(`${text}\n`)
    return ok ? 0 : 1
  } finally {
    await close()
  }
}
