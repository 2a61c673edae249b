export { alertsCommand } from './alerts/command.ts'
export { writeDividedAlertmanager } from './alerts/divided-alertmanager.ts'
export * from './catalogue.ts'
export { boundDeviations } from './catalogue-bounds.ts'
export { dashboardsCommand } from './dashboards/check/command.ts'
export {
  type PanelName,
  panelsEmptyByNature,
  panelsWithoutData,
} from './dashboards/check/filled.ts'
export { readDashboards } from './dashboards/check/read.ts'
export { checkDashboards } from './dashboards/check/report.ts'
export { repositoryNames, resultOf } from './dashboards/names.ts'
export { queryCommand } from './prometheus/command.ts'
export { metricsOf } from './promql/expression.ts'
export { type RuleFile, readRuleFiles } from './rules/rule-file.ts'
export { divideWindows } from './rules/scale.ts'
export { writeDividedRules } from './rules/write-divided.ts'
export { sloCommand } from './slo/command.ts'
export { readSloStatus, type SloStatus } from './slo/status.ts'
export * from './traces/index.ts'
