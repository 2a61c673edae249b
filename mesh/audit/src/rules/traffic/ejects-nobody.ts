import { qualify } from '@stoa/mesh/policy'
import { keyOf } from '../../world/workload.ts'
import { fact, found, type Rule } from '../rule.ts'

const defaultPercent = 10

export const ejectsNobody: Rule = {
  code: 'STOA705',
  severity: 'warning',
  summary:
    'Outlier detection may eject no replica, because the percentage is less than one of them',
  why: 'A broken replica keeps its share of the calls however often it fails.',
  mend: 'Raise maxEjectionPercent so that it makes at least one replica.',
  check: ({ mesh, inventory }) =>
    mesh.DestinationRule.flatMap((rule) => {
      const { outlierDetection } = rule.spec.trafficPolicy ?? {}
      const host = qualify(rule.spec.host, rule.namespace)
      const workload = inventory.workloads.find(({ hosts }) => hosts.includes(host))
      const replicas = workload?.replicas ?? 0
      if (outlierDetection === undefined || workload === undefined || replicas < 2) return []
      const percent = outlierDetection.maxEjectionPercent ?? defaultPercent
      if (Math.floor((replicas * percent) / 100) > 0) return []
      return [
        found(
          rule,
          ['spec', 'trafficPolicy', 'outlierDetection', 'maxEjectionPercent'],
          `${percent} % of the ${replicas} replicas of ${keyOf(workload)} is none`,
          { demonstration: fact(`floor(${replicas} × ${percent} / 100) = 0`) },
        ),
      ]
    }),
}
