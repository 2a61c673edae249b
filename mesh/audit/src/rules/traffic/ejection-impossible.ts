import { qualifyHost } from '@stoa/mesh/policy'
import { keyOf } from '../../context/workload.ts'
import { fact, type Rule, resultAt } from '../rule.ts'

const defaultPercent = 10

export const ejectionImpossible: Rule = {
  code: 'STOA705',
  severity: 'warning',
  summary: 'Outlier detection can never eject a replica',
  why: 'maxEjectionPercent is less than one replica, so a failing replica keeps its share of the calls.',
  fix: 'Raise maxEjectionPercent until it amounts to at least one replica.',
  check: ({ mesh, inventory }) =>
    mesh.DestinationRule.flatMap((rule) => {
      const { outlierDetection } = rule.spec.trafficPolicy ?? {}
      const host = qualifyHost(rule.spec.host, rule.namespace)
      const workload = inventory.workloads.find(({ hosts }) => hosts.includes(host))
      const replicas = workload?.replicas ?? 0
      if (outlierDetection === undefined || workload === undefined || replicas < 2) return []
      const percent = outlierDetection.maxEjectionPercent ?? defaultPercent
      if (Math.floor((replicas * percent) / 100) > 0) return []
      return [
        resultAt(
          rule,
          ['spec', 'trafficPolicy', 'outlierDetection', 'maxEjectionPercent'],
          `${percent} % of the ${replicas} replicas of ${keyOf(workload)} is less than one`,
          { evidence: fact(`floor(${replicas} × ${percent} / 100) = 0`) },
        ),
      ]
    }),
}
