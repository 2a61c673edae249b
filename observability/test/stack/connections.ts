import { parse } from 'yaml'
import { z } from 'zod'
import { prometheusConfiguration } from '../../src/prometheus/configuration.ts'
import { durationMs } from '../../src/promql/duration.ts'
import { readRuleFiles } from '../../src/rules/rule-file.ts'
import { readText } from './files.ts'

/** The files that name each other's addresses and folders. */
export const connectedFiles = {
  compose: 'compose.yaml',
  history: 'prometheus-history.yaml',
  dashboards: 'grafana/provisioning/dashboards/stoa.yaml',
  sources: 'grafana/provisioning/datasources/stoa.yaml',
} as const

type Texts = Readonly<Record<keyof typeof connectedFiles, string>>

export const readConnectedFiles = (): Texts => ({
  compose: readText(connectedFiles.compose),
  history: readText(connectedFiles.history),
  dashboards: readText(connectedFiles.dashboards),
  sources: readText(connectedFiles.sources),
})

const container = z.object({
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: z.array(z.string()).default([]),
})
const compose = z.object({
  services: z.object({ grafana: container, prometheus: container, alertmanager: container }),
})
const targets = z.tuple([z.object({ targets: z.tuple([z.string()]) })])
const history = z.object({
  alerting: z.object({ alertmanagers: z.tuple([z.object({ static_configs: targets })]) }),
  scrape_configs: z.tuple([
    z.object({
      metrics_path: z.literal('/federate'),
      honor_labels: z.literal(true),
      params: z.object({ 'match[]': z.tuple([z.string()]) }),
      static_configs: targets,
    }),
  ]),
})
const dashboards = z.object({
  providers: z.tuple([z.object({ options: z.object({ path: z.string() }) })]),
})
const sources = z.object({ datasources: z.array(z.object({ uid: z.string(), url: z.string() })) })

type Container = z.infer<typeof container>

const flag = ({ command }: Container, name: string) =>
  command.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ?? ''
/** Where the container has a folder or file of `observability/`. */
const mounted = ({ volumes }: Container, source: string) =>
  volumes.find((volume) => volume.startsWith(`./${source}:`))?.split(':')[1] ?? ''

/** The jobs that the platform's Prometheus scrapes when everything runs. */
const scrapedJobs = (): string[] =>
  z
    .object({ scrape_configs: z.array(z.object({ job_name: z.string() })) })
    .parse(
      parse(
        prometheusConfiguration({
          ...{ proxy: { url: '', username: '', passwordFile: '' }, targets: [], ruleFiles: [] },
          ...{ own: 'own', alertmanager: 'alertmanager', collector: 'collector', scrapeSeconds: 5 },
        }),
      ),
    )
    .scrape_configs.map(({ job_name }) => job_name)

const longestWindowMs = Math.max(
  ...readRuleFiles()
    .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))
    .flatMap(({ expr }) =>
      [...expr.matchAll(/\[(\d+[dhm])/g)].map(([, text]) => durationMs(text ?? '')),
    ),
)

/** Each address, job or folder that two files of the stack name differently, and retention below what rules read. */
export function connectionFaults(texts: Texts): string[] {
  const { grafana, prometheus, alertmanager } = compose.parse(
    parse(texts.compose, { merge: true }),
  ).services
  const { alerting, scrape_configs } = history.parse(parse(texts.history))
  const [federation] = scrape_configs
  const { providers } = dashboards.parse(parse(texts.dashboards))
  const { datasources } = sources.parse(parse(texts.sources))
  const urlOf = (uid: string) => datasources.find((one) => one.uid === uid)?.url ?? ''
  const platform = /\$\{STOA_PROMETHEUS:-http:\/\/(.+)\}/.exec(
    grafana.environment.STOA_PROMETHEUS ?? '',
  )?.[1]
  const boards = mounted(grafana, 'dashboards')
  const retained = flag(prometheus, 'storage.tsdb.retention.time')
  const listens = {
    prometheus: flag(prometheus, 'web.listen-address'),
    alertmanager: flag(alertmanager, 'web.listen-address'),
  }
  const pairs: readonly (readonly [what: string, found: string, expected: string | undefined])[] = [
    [
      'the jobs that are copied',
      federation.params['match[]'][0],
      `{job=~"${scrapedJobs().join('|')}"}`,
    ],
    ['the Prometheus that is copied', federation.static_configs[0].targets[0], platform],
    [
      'the Alertmanager of the alerts',
      alerting.alertmanagers[0].static_configs[0].targets[0],
      listens.alertmanager,
    ],
    ['Grafana’s Prometheus', urlOf('prometheus'), '$STOA_PROMETHEUS'],
    ['Grafana’s kept Prometheus', urlOf('prometheus-history'), `http://${listens.prometheus}`],
    ['Grafana’s Alertmanager', urlOf('alertmanager'), `http://${listens.alertmanager}`],
    ['the folder of the dashboards', providers[0].options.path, boards],
    [
      'the first dashboard',
      grafana.environment.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH ?? '',
      `${boards}/overview.json`,
    ],
    [
      'the configuration of Prometheus',
      flag(prometheus, 'config.file'),
      mounted(prometheus, connectedFiles.history),
    ],
    [
      'the configuration of Alertmanager',
      flag(alertmanager, 'config.file'),
      mounted(alertmanager, 'alertmanager.yaml'),
    ],
    [
      'the provisioning of Grafana',
      mounted(grafana, 'grafana/provisioning'),
      '/etc/grafana/provisioning',
    ],
  ]
  return [
    ...pairs
      .filter(([, found, expected]) => found === '' || found !== expected)
      .map(([what, found, expected]) => `${what}: ${found}, not ${expected}`),
    ...(/^\d+d$/.test(retained) && durationMs(retained) >= longestWindowMs
      ? []
      : ['Prometheus keeps less than the longest window of a rule']),
    ...(/^\d+GB$/.test(flag(prometheus, 'storage.tsdb.retention.size'))
      ? []
      : ['Prometheus is not bounded in size']),
  ]
}
