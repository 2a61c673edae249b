import type { Finding } from '../report.ts'
import { type DrainState, isHealthy, podsOf } from './state.ts'

/** Budgets of which fewer pods are healthy than they demand. Pure. */
export const budgetFindings = ({ budgets, pods }: DrainState, when: string): readonly Finding[] =>
  budgets.flatMap((budget) => {
    const healthy = podsOf(budget, pods).filter(isHealthy).length
    const { desiredHealthy } = budget.status
    if (healthy >= desiredHealthy) return []
    const { namespace, name } = budget.metadata
    const what = `${healthy} pods are healthy ${when}, and ${desiredHealthy} must be`
    return [{ check: 'drain', subject: `PodDisruptionBudget ${namespace}/${name}`, what }]
  })

/** Deployments that have not as many healthy pods as replicas. Pure. */
export const missingFindings = ({ deployments, pods }: DrainState, when: string) =>
  deployments.flatMap((deployment): readonly Finding[] => {
    const healthy = podsOf(deployment, pods).filter(isHealthy).length
    const { replicas } = deployment.spec
    if (healthy === replicas) return []
    const { namespace, name } = deployment.metadata
    const what = `${healthy} of ${replicas} pods are healthy ${when}`
    return [{ check: 'drain', subject: `Deployment ${namespace}/${name}`, what }]
  })
