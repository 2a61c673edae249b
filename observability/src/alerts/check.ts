import { rawMetrics } from '../rules/raw-metrics.ts'
import { type AlertRule, isAlert, type RuleFile } from '../rules/rule-file.ts'
import { isWhole, runbookOf } from './runbook.ts'
import type { AlertCase } from './test-file.ts'

export interface AlertReport {
  readonly alerts: number
  readonly withoutFiringCase: readonly string[]
  readonly withoutQuietCase: readonly string[]
  /** There is no runbook, or a section of it is missing. */
  readonly withoutRunbook: readonly string[]
  /** A label or annotation that every alert has is missing, or says something else than it may. */
  readonly withoutLabels: readonly string[]
}

export interface Material {
  /** Recording rules and alerts. */
  readonly files: readonly RuleFile[]
  readonly cases: readonly AlertCase[]
  readonly runbook: (alert: string) => string | undefined
}

/** `heartbeat` is for the dead man's switch, which always fires; `none` for what only keeps others back. */
const severities = ['page', 'ticket', 'heartbeat', 'none']

const isLabelled = ({ alert, labels, annotations }: AlertRule) =>
  severities.includes(labels.severity ?? '') &&
  [labels.owner, annotations.summary, annotations.description].every(Boolean) &&
  annotations.runbook_url === runbookOf(alert)

/** Finds what alerts lack. A case counts only if it feeds a metric that the alert reads. */
export function checkAlerts({ files, cases, runbook }: Material): AlertReport {
  const alerts = files
    .flatMap(({ groups }) => groups)
    .flatMap(({ rules }) => rules)
    .filter(isAlert)
  const rawOf = rawMetrics(files)
  const hasCase = ({ alert, expr }: AlertRule, fires: boolean) => {
    const read = rawOf(expr)
    return cases.some(
      (one) =>
        one.alert === alert &&
        one.fires === fires &&
        (read.length === 0 || one.metrics.some((metric) => read.includes(metric))),
    )
  }
  // An expression without metrics is a constant: it cannot stay quiet.
  const isConstant = ({ expr }: AlertRule) => rawOf(expr).length === 0
  const namesOf = (lacks: (alert: AlertRule) => boolean) =>
    alerts.filter(lacks).map(({ alert }) => alert)
  return {
    alerts: alerts.length,
    withoutFiringCase: namesOf((alert) => !hasCase(alert, true)),
    withoutQuietCase: namesOf((alert) => !isConstant(alert) && !hasCase(alert, false)),
    withoutRunbook: namesOf(({ alert }) => !isWhole(runbook(alert) ?? '')),
    withoutLabels: namesOf((alert) => !isLabelled(alert)),
  }
}
