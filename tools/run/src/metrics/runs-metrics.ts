import type { Tools } from '../../bin/ensure.js'
import { optionalTools } from '../../bin/optional-tools.js'
import type { PlatformOptions } from '../options.ts'

/** Whether Prometheus runs. Says how to get what is wanted and not here: the platform starts without it. */
export function runsMetrics(
  { metrics }: Pick<PlatformOptions, 'metrics'>,
  tools: Pick<Tools, 'prometheus' | 'alertmanager'>,
  log: (line: string) => void,
): boolean {
  if (!metrics) return false
  for (const name of ['prometheus', 'alertmanager'] as const)
    if (!tools[name])
      log(
        `${name} is not here, the platform starts without it; to get it: ${optionalTools[name].bring}`,
      )
  return tools.prometheus !== undefined
}
