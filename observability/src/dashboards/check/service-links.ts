import type { Catalogue } from '../../catalogue.ts'
import { type Selector, selectorsIn } from '../../promql/selector.ts'
import { isAlert, type RecordingRule, type RuleFile } from '../../rules/rule-file.ts'
import { isService } from '../boards/expressions.ts'
import { anyValues, interpolate } from '../macros.ts'
import type { PanelFile } from './read.ts'

const leadsToService = (links: unknown): boolean =>
  JSON.stringify(links).includes('/d/stoa-service')

const hasServiceLinks = ({ fieldConfig: { defaults, overrides } }: PanelFile): boolean =>
  leadsToService(defaults.links ?? []) ||
  overrides.some(({ properties }) => leadsToService(properties))

/** The names of the series that have no links, unlike the others of their panel. */
const withoutLinks = ({ fieldConfig: { overrides } }: PanelFile): string[] =>
  overrides.flatMap(({ matcher, properties }) =>
    properties.some(({ id, value }) => id === 'links' && JSON.stringify(value) === '[]')
      ? [String(matcher.options)]
      : [],
  )

/** Which metrics have the names of services alone in their label `service`. */
export function metricsOfServices(
  catalogue: Catalogue,
  files: readonly RuleFile[],
  services: ReadonlySet<string>,
) {
  const recording = files
    .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))
    .filter((rule): rule is RecordingRule => !isAlert(rule))
  const rulesOf = Map.groupBy(recording, ({ record }) => record)

  const isOfServices = (
    { metric = '', matchers }: Selector,
    except: readonly string[],
  ): boolean => {
    if (matchers.some(({ label, value }) => label === 'job' && value === 'services')) return true
    const plain = metric.replace(/_(bucket|sum|count)$/, '')
    const listed = catalogue.get(metric) ?? catalogue.get(plain)
    if (listed) return listed.source === 'service'
    const rules = rulesOf.get(metric) ?? []
    return (
      rules.length > 0 &&
      rules
        .filter(({ labels: { slo = '' } = {} }) => !except.includes(slo))
        .every(
          ({ expr, labels: { service } = {} }) =>
            (service === undefined || services.has(service)) &&
            selectorsIn(expr).every((one) => one.metric === metric || isOfServices(one, except)),
        )
    )
  }
  return isOfServices
}

/** The queries of a panel whose series lead to the dashboard of a service, and may name what is none. */
export function linksToNoService(
  panel: PanelFile,
  isOfServices: ReturnType<typeof metricsOfServices>,
): string[] {
  if (!hasServiceLinks(panel)) return []
  const except = withoutLinks(panel)
  return panel.targets
    .filter(({ datasource }) => datasource.type === 'prometheus')
    .map(({ expr }) => interpolate(expr, anyValues(expr)))
    .filter((expr) => !expr.includes(`and ${isService}`))
    .filter((expr) => !selectorsIn(expr).every((one) => isOfServices(one, except)))
}
