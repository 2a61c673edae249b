import { resultOf } from '@stoa/observability'
import type { KubernetesObject } from './render.ts'

type Spec = KubernetesObject['spec']

interface Query {
  readonly server: string
  readonly query: string
  readonly threshold: number
}

/** The Service that the Prometheus operator makes, whichever name a Prometheus has. */
const prometheus = 'http://prometheus-operated.observability.svc.cluster.local:9090'

/** What an autoscaler asks for, whichever kind it is. */
interface Autoscaler {
  readonly kind: string
  readonly target: string
  readonly least: number
  readonly most: number
  readonly containers: readonly string[]
  readonly cpuPercents: readonly number[]
  readonly queries: readonly Query[]
  readonly fallback: number
}

const ofHpa = ({ scaleTargetRef, minReplicas, maxReplicas, metrics }: Spec): Autoscaler => {
  const resources = metrics.flatMap((one: Spec) => one.containerResource ?? [])
  return {
    ...{ kind: 'HorizontalPodAutoscaler', target: scaleTargetRef.name },
    ...{ least: minReplicas, most: maxReplicas, fallback: minReplicas, queries: [] },
    containers: resources.map(({ container }: Spec) => container),
    cpuPercents: resources.map(({ target }: Spec) => target.averageUtilization),
  }
}

const ofKeda = (spec: Spec): Autoscaler => {
  const triggersOf = (type: string) => spec.triggers.filter((one: Spec) => one.type === type)
  return {
    ...{ kind: 'ScaledObject', target: spec.scaleTargetRef.name },
    ...{ least: spec.minReplicaCount, most: spec.maxReplicaCount },
    fallback: spec.fallback?.replicas,
    containers: triggersOf('cpu').map(({ metadata }: Spec) => metadata.containerName),
    cpuPercents: triggersOf('cpu').map(({ metadata }: Spec) => Number(metadata.value)),
    queries: triggersOf('prometheus').map(({ metadata }: Spec) => ({
      ...{ server: metadata.serverAddress, query: metadata.query },
      threshold: Number(metadata.threshold),
    })),
  }
}

const autoscalersIn = (objects: readonly KubernetesObject[]): readonly Autoscaler[] =>
  objects.flatMap(({ kind, spec }) => {
    if (kind === 'HorizontalPodAutoscaler') return [ofHpa(spec)]
    return kind === 'ScaledObject' ? [ofKeda(spec)] : []
  })

/** The fewest and most pods that are asked for of a Deployment. */
export function replicasOf(
  objects: readonly KubernetesObject[],
  { metadata, spec }: KubernetesObject,
) {
  const autoscaler = autoscalersIn(objects).find(({ target }) => target === metadata.name)
  return autoscaler
    ? { least: autoscaler.least, most: autoscaler.most }
    : { least: spec.replicas, most: spec.replicas }
}

/** Autoscalers that measure nothing, or not the service, or would hold too few pods, each with its reason. */
export function autoscalerFaults(objects: readonly KubernetesObject[]): readonly string[] {
  const deployments = objects.filter(({ kind }) => kind === 'Deployment')
  return autoscalersIn(objects).flatMap((autoscaler) => {
    const { kind, target, least, most, fallback, containers, cpuPercents, queries } = autoscaler
    const deployment = deployments.find(({ metadata }) => metadata.name === target)
    if (!deployment) return [`${kind}: there is no Deployment ${target}`]
    const own = deployment.spec.template.spec.containers.map(({ name }: Spec) => name)
    const others = containers.filter((name) => !own.includes(name))
    const faults = [
      ...others.map((name) => `no container ${name}`),
      ...(containers.length === 1 ? [] : [`${containers.length} metrics of CPU, expected one`]),
      ...cpuPercents
        .filter((percent) => !(percent >= 40 && percent <= 90))
        .map((percent) => `CPU at ${percent} %, expected 40 to 90`),
      ...(least <= most ? [] : [`at least ${least} pods, and at most ${most}`]),
      ...(fallback >= least ? [] : [`${fallback} pods without Prometheus, expected ${least}`]),
      ...(deployment.spec.replicas === undefined ? [] : ['the Deployment sets replicas as well']),
      ...queries.flatMap((one) => queryFaults(one, target)),
      ...(kind === 'ScaledObject' && queries.length !== 1 ? ['no query of the lag'] : []),
    ]
    return faults.map((fault) => `${kind} ${target}: ${fault}`)
  })
}

function queryFaults({ server, query, threshold }: Query, service: string): readonly string[] {
  const limits = [
    ...(server === prometheus ? [] : [`asks ${server}, expected ${prometheus}`]),
    ...(threshold >= 1 && threshold <= 100_000 ? [] : [`a lag of ${threshold} messages`]),
  ]
  try {
    const { unknownMetrics, unknownLabels, unit, labels } = resultOf(query)
    return [
      ...limits,
      ...unknownMetrics.map((metric) => `nothing exposes or records ${metric}`),
      ...unknownLabels.map((label) => `no label ${label}`),
      ...(query.includes(`service="${service}"`) ? [] : ['the query is of another service']),
      ...(labels.size === 0 ? [] : ['the query has several results']),
      ...(unknownMetrics.length > 0 || unit === 'messages' ? [] : [`the query counts ${unit}`]),
    ]
  } catch (error) {
    return [...limits, (error as Error).message]
  }
}
