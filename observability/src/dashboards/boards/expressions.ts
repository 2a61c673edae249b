const window = '[$__rate_interval]'

/** Per second, summed by labels: `perSecond('x_total', 'service')`. */
export const perSecond = (selector: string, by = ''): string =>
  `${sumBy(by)}(rate(${selector}${window}))`

/** Within the time that the dashboard shows, summed by labels. */
export const total = (selector: string, by = ''): string =>
  `${sumBy(by)}(increase(${selector}[$__range]))`

const sumBy = (by: string) => (by ? `sum by (${by}) ` : 'sum')

/** A quantile of a histogram, by labels. */
export const quantile = (q: number, histogram: string, by = '', matchers = ''): string => {
  const labels = by ? `le, ${by}` : 'le'
  return `histogram_quantile(${q}, sum by (${labels}) (rate(${histogram}_bucket${matchers}${window})))`
}

/** The share of `part` in `whole`: 0 while there is no part, and nothing while there is no whole. */
export const share = (part: string, whole: string): string =>
  `((${part}) or 0 * (${whole})) / ((${whole}) > 0)`

/** 0 where the expression without labels has no series. */
export const orZero = (expr: string): string => `(${expr}) or vector(0)`

/** Keeps the series whose label `service` names one. */
export const isService = 'on (service) group by (service) (up{job="services"})'

/** Of series by `service`: where it names no service, such as the edge, the name is in `part` instead. */
export const servicesApart = (expr: string): string =>
  `(${expr}) and ${isService} or label_replace(label_replace((${expr}) unless ${isService}, "part", "$1", "service", "(.+)"), "service", "", "", "")`
