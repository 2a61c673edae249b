import { join } from 'node:path'
import { collectorUser } from '@stoa/mesh'
import {
  type PrometheusSettings,
  prometheusConfiguration,
  ruleFilesIn,
  type ScrapeTarget,
} from '@stoa/observability/prometheus'
import { repositoryRoot } from '@stoa/topology'
import type { PlatformOptions } from '../options.ts'
import type { Plan, PrometheusPlan } from '../plan.ts'
import { sidecarOf } from '../resources/envoy.ts'

export const observabilityFolder = join(repositoryRoot, 'observability')
const loopback = '127.0.0.1'
const scrapeSeconds = 5

/** Everything that Prometheus reads through its sidecar: each instance of a service, and every Envoy. */
export function scrapeTargetsOf({ instances }: Plan): readonly ScrapeTarget[] {
  const services = instances.map(({ name, service }) => ({
    ...{ host: name, instance: name, service: service.name },
    job: 'services' as const,
  }))
  const others = ['nats', 'prometheus'].map((name) => ({ instance: name, service: name }))
  const sidecars = [...services, ...others].map(({ instance, service }) => ({
    ...{ host: sidecarOf(instance), instance, service },
    job: 'sidecars' as const,
  }))
  const edge = { host: 'edge', instance: 'edge', service: 'edge', job: 'sidecars' as const }
  return [...services, edge, ...sidecars]
}

interface Options extends Pick<PlatformOptions, 'ruleFiles' | 'scrapeSeconds'> {
  /** The port of the collector's metrics, when it runs. */
  readonly collectorPort?: number | undefined
}

/** The text of the file with which Prometheus starts. */
export const prometheusFile = (
  plan: Plan,
  { port, scrapePort }: PrometheusPlan,
  passwordFile: string,
  { collectorPort, ...options }: Options,
): string =>
  prometheusConfiguration({
    proxy: { url: `http://${loopback}:${scrapePort}`, username: collectorUser, passwordFile },
    targets: scrapeTargetsOf(plan),
    own: `${loopback}:${port}`,
    alertmanager: plan.alertmanager && `${loopback}:${plan.alertmanager.port}`,
    collector: collectorPort === undefined ? undefined : `${loopback}:${collectorPort}`,
    ruleFiles: options.ruleFiles ?? ruleFilesIn(observabilityFolder),
    scrapeSeconds: options.scrapeSeconds ?? scrapeSeconds,
  } satisfies PrometheusSettings)
