import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { linkRunbooks, ruleFilesIn } from '@stoa/observability/prometheus'
import type { PlatformOptions } from '../options.ts'
import type { Places } from '../places.ts'
import type { Prepared } from '../prepare.ts'
import { alertmanagerResource } from '../resources/alertmanager.ts'
import { envoyResource, sidecarOf } from '../resources/envoy.ts'
import { prometheusResource } from '../resources/prometheus.ts'
import type { Resource } from '../supervisor/resource.ts'
import { scrapePassword } from '../workloads.ts'
import { observabilityFolder, prometheusFile } from './prometheus-file.ts'

export const prometheusFolder = ({ data }: Pick<Places, 'data'>): string => join(data, 'prometheus')

/** Prometheus with its sidecar, and Alertmanager; none where the platform runs without metrics. */
export function metricsResourcesOf(prepared: Prepared, options: PlatformOptions): Resource[] {
  const { plan, places, tools, mesh, secrets, traces } = prepared
  const { prometheus, alertmanager } = plan
  if (!prometheus || !tools.prometheus) return []
  const collector = traces.resources.find(({ kind }) => kind === 'collector')
  const ruleFiles =
    options.ruleFiles ?? ruleFilesOf(join(places.data, 'rules'), process.env.STOA_RUNBOOKS_URL)
  const settings = { ...options, ruleFiles, collectorPort: collector?.ports.metrics }
  const ownFile = join(observabilityFolder, 'alertmanager.yaml')
  return [
    envoyResource({
      ...{ name: sidecarOf('prometheus'), kind: 'sidecar', program: tools.envoy },
      args: mesh.envoyArgs('prometheus'),
      ports: {
        ...{ inbound: prometheus.inboundPort, metrics: prometheus.metricsPort },
        scrapes: prometheus.scrapePort,
      },
      adminSocket: prometheus.adminSocket,
      accessLog: places.accessLog('prometheus'),
    }),
    prometheusResource({
      ...{ program: tools.prometheus, folder: prometheusFolder(places), port: prometheus.port },
      args: options.prometheusArgs ?? [],
      password: scrapePassword(secrets),
      configuration: (passwordFile) => prometheusFile(plan, prometheus, passwordFile, settings),
    }),
    ...(alertmanager && tools.alertmanager
      ? [
          alertmanagerResource({
            ...{ program: tools.alertmanager, port: alertmanager.port },
            folder: join(places.data, 'alertmanager'),
            configFile: options.alertmanagerFile ?? (existsSync(ownFile) ? ownFile : undefined),
          }),
        ]
      : []),
  ]
}

const ruleFilesOf = (folder: string, runbooksUrl: string | undefined): readonly string[] => {
  const files = ruleFilesIn(observabilityFolder)
  return runbooksUrl ? linkRunbooks(files, folder, runbooksUrl) : files
}
