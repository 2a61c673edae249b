export {
  type PrometheusSettings,
  prometheusConfiguration,
  type ScrapeTarget,
} from './configuration.ts'
export { type QueryOptions, QueryRefused, query, type Series } from './query.ts'
export { linkRunbooks, ruleFilesIn } from './rule-files.ts'
