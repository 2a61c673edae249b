import type { TrafficPolicy } from '../../model/kinds/destination-rule/traffic-policy.ts'
import type { DestinationRule } from '../../model/kinds/destination-rule.ts'

export type EffectivePolicy = Omit<TrafficPolicy, 'portLevelSettings'>

/** What counts for a port of a host, or of one of its subsets: subset over port over rule. */
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

/** Settings of a port take the place of the rule's, those it leaves out included. */
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

/** What a port's settings cannot say, so that they leave it as it is. */
const withoutPortSettings = ({ proxyProtocol, retryBudget }: EffectivePolicy): EffectivePolicy => ({
  ...(proxyProtocol && { proxyProtocol }),
  ...(retryBudget && { retryBudget }),
})
