import { describe, expect, it } from 'vitest'
import { type KubernetesObject, renderPlatform, titled, without } from '../../test/render.ts'
import { workloadFaults } from '../../test/workload-faults.ts'
import { profiles } from '../profiles.ts'

const production = without ? [] : renderPlatform('production')

/** The render with another text in each object of a kind. */
const edited = (kind: string, from: string, to: string): KubernetesObject[] =>
  production.map((object) =>
    object.kind === kind ? JSON.parse(JSON.stringify(object).replaceAll(from, to)) : object,
  )

const zone = 'topology.kubernetes.io/zone'
const rollout = '"rollingUpdate":{"maxSurge":1,"maxUnavailable":0}'
const hpa = 'HorizontalPodAutoscaler'

describe.skipIf(without)(titled('the workload of each service'), () => {
  it.each(profiles)('starts, is replaced, spread and scaled as it must be: %s', (profile) => {
    const objects = renderPlatform(profile)
    expect(objects.filter(({ kind }) => kind === 'Deployment').length).toBeGreaterThan(5)
    expect(workloadFaults(objects)).toEqual([])
  })

  it.each([
    ['Deployment', '"startupProbe"', '"probe"', 'has no startupProbe'],
    ['Deployment', '"livenessProbe"', '"probe"', 'has no livenessProbe'],
    ['Deployment', '"readinessProbe"', '"probe"', 'has no readinessProbe'],
    ['Deployment', '/readyz', '/livez', 'the readinessProbe asks /livez'],
    ['Deployment', '/livez', '/readyz', 'the livenessProbe asks /readyz'],
    ['Deployment', '"port":"http"', '"port":"web"', 'asks a port web, which is none'],
    [
      'Deployment',
      '"failureThreshold":60',
      '"failureThreshold":3',
      'startupProbe fails within 3 s',
    ],
    ['Deployment', '"periodSeconds":10', '"periodSeconds":1', 'livenessProbe fails within 3 s'],
    ['Deployment', 'topologySpreadConstraints', 'others', `are not spread over ${zone}`],
    ['Deployment', zone, 'topology.kubernetes.io/region', `are not spread over ${zone}`],
    ['Deployment', 'kubernetes.io/hostname', 'rack', 'are not spread over kubernetes.io/hostname'],
    ['Deployment', '"DoNotSchedule"', '"ScheduleAnyway"', `are spread otherwise over ${zone}`],
    ['Deployment', '"maxSkew":1', '"maxSkew":2', `are spread otherwise over ${zone}`],
    ['Deployment', '"nodeTaintsPolicy"', '"none"', `are spread otherwise over ${zone}`],
    ['Deployment', '"matchLabelKeys"', '"none"', `are spread otherwise over ${zone}`],
    ['Deployment', '"labelSelector":{', '"labelSelector":{"a":1,', `spread otherwise over ${zone}`],
    ['Deployment', '"maxUnavailable":0', '"maxUnavailable":1', 'a new version takes 1 pods away'],
    ['Deployment', '"maxSurge":1', '"maxSurge":0', 'a new version has no pod to begin with'],
    ['Deployment', rollout, '"none":{}', 'a new version takes undefined pods away'],
    ['Deployment', '"RollingUpdate"', '"Recreate"', 'a new version replaces every pod at once'],
    ['Deployment', 'nativeSidecar":"true"', 'nativeSidecar":"false"', 'the sidecar is not native'],
    ['Deployment', 'istio.io/nativeSidecar', 'istio.io/other', 'the sidecar is not native'],
    [
      'Deployment',
      '"selector":',
      '"replicas":2,"selector":',
      'the Deployment sets replicas as well',
    ],
    ['PodDisruptionBudget', '"maxUnavailable":1', '"maxUnavailable":2', 'lets 2 of 2 pods go'],
    ['PodDisruptionBudget', '"maxUnavailable":1', '"maxUnavailable":0', 'lets 0 of 2 pods go'],
    ['PodDisruptionBudget', '/component":"service"', '/component":"a"', 'is of other pods'],
    ['PodDisruptionBudget', '"AlwaysAllow"', '"IfHealthyBudget"', 'a broken pod keeps its node'],
    ['PodDisruptionBudget', '"name":"orders"', '"name":"a"', 'orders: there is no budget'],
    [hpa, '"container":"', '"container":"the-', 'no container the-gateway'],
    [hpa, '"averageUtilization":70', '"averageUtilization":700', 'CPU at 700 %'],
    [hpa, '"averageUtilization":70', '"averageUtilization":7', 'CPU at 7 %'],
    [hpa, '"averageUtilization"', '"averageValue"', 'CPU at undefined %'],
    [hpa, '"containerResource"', '"resource"', '0 metrics of CPU'],
    [hpa, '"minReplicas":2', '"minReplicas":20', 'at least 20 pods, and at most'],
    [hpa, '"name":"gateway"', '"name":"gate"', 'there is no Deployment gate'],
    ['ScaledObject', '"containerName":"', '"containerName":"the-', 'no container the-orders'],
    ['ScaledObject', '"value":"70"', '"value":"100"', 'CPU at 100 %'],
    ['ScaledObject', 'messaging_consumer_lag_messages', 'lag', 'exposes or records lag'],
    ['ScaledObject', '(messaging_stream)', '(stream)', 'no label stream'],
    ['ScaledObject', '))"', ')"', 'orders: no PromQL at character'],
    ['ScaledObject', 'service=\\"orders\\"', 'service=\\"a\\"', 'orders: the query is of another'],
    ['ScaledObject', '"query":"sum(max', '"query":"(max', 'the query has several results'],
    ['ScaledObject', 'prometheus-operated', 'prometheus', 'asks http://prometheus.observability'],
    ['ScaledObject', '"threshold":"1000"', '"threshold":"0"', 'a lag of 0 messages'],
    ['ScaledObject', '"type":"prometheus"', '"type":"cron"', 'no query of the lag'],
    ['ScaledObject', '"fallback"', '"otherwise"', 'undefined pods without Prometheus'],
  ])('a %s with %s changed to %s is found', (kind, from, to, fault) => {
    const changed = edited(kind, from, to)
    expect(changed).not.toEqual(production)
    expect(workloadFaults(changed).join('\n')).toContain(fault)
  })
})
