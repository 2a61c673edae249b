import type { TrafficPolicy } from '../../model/kinds/destination-rule/traffic-policy.ts'
import type { DestinationRule } from '../../model/kinds/destination-rule.ts'

export type EffectivePolicy = Omit<TrafficPolicy, 'portLevelSettings'>

/**
 * The effective traffic policy of a port, or of a subset at that port: subset overrides port, port
 * overrides rule.
 */
export function trafficPolicyFor(
  rule: DestinationRule | undefined,
  port: number,
  subset?: string | undefined,
): EffectivePolicy {
  const base = atPort(rule?.trafficPolicy, port)
  const written = rule?.subsets?.find(({ name }) => name === subset)?.trafficPolicy
  if (written === undefined) return base
  const own = atPort(written, port)
  return { ...(isPortLevel(written, port) ? withoutPortSettings(base) : base), ...own }
}

/**
 * Port-level settings replace the rule's settings completely, including those that the port omits.
 */
function atPort(policy: TrafficPolicy | undefined, port: number): EffectivePolicy {
  if (policy === undefined) return {}
  const { portLevelSettings = [], ...whole } = policy
  const found = portLevelSettings.find((one) => one.port.number === port)
  if (found === undefined) return whole
  const { port: _, ...settings } = found
  return settings
}

const isPortLevel = ({ portLevelSettings = [] }: TrafficPolicy, port: number) =>
  portLevelSettings.some((one) => one.port.number === port)

/** The settings that `portLevelSettings` cannot have, so that it does not replace them. */
const withoutPortSettings = ({ proxyProtocol, retryBudget }: EffectivePolicy): EffectivePolicy => ({
  ...(proxyProtocol && { proxyProtocol }),
  ...(retryBudget && { retryBudget }),
})
