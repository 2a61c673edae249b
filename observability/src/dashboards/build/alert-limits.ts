import { analyse } from '../../promql/analyse.ts'
import { type Node, nodesOf, parsePromql } from '../../promql/parse.ts'
import { isAlert, readRuleFiles } from '../../rules/rule-file.ts'
import { repositoryNames } from '../names.ts'
import type { Limits } from './thresholds.ts'

export interface AlertLimit {
  readonly value: number
  /** The alert fires below the value. */
  readonly below: boolean
  /** Of the value, such as `seconds`. */
  readonly unit: string
  readonly severity: string
  readonly runbook: string
}

const alerts = readRuleFiles()
  .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))
  .filter(isAlert)

/** Where an alert fires: the first comparison with a number in its expression. @throws Error for an unknown alert */
export function alertLimit(name: string): AlertLimit {
  const rule = alerts.find(({ alert }) => alert === name)
  if (!rule) throw new Error(`observability/alerts has no alert ${name}`)
  for (const node of nodesOf(parsePromql(rule.expr), 'BinaryExpr')) {
    const [left, operator] = node.children
    const value = constantOf(node.children.at(-1))
    const below =
      operator && { Lss: true, Lte: true, Gtr: false, Gte: false, Eql: false }[operator.kind]
    if (!left || value === undefined || below === undefined) continue
    return {
      ...{ value, below },
      unit: analyse(left, repositoryNames).unit,
      severity: rule.labels.severity ?? '',
      runbook: rule.annotations.runbook_url ?? '',
    }
  }
  throw new Error(`the alert ${name} compares nothing with a number`)
}

/** The value of a number, or of a product of numbers. */
function constantOf(node: Node | undefined): number | undefined {
  if (node?.kind === 'NumberDurationLiteral') return Number(node.text)
  if (node?.kind !== 'BinaryExpr' || node.children[1]?.kind !== 'Mul') return undefined
  const [left, right] = [constantOf(node.children[0]), constantOf(node.children.at(-1))]
  return left === undefined || right === undefined ? undefined : left * right
}

/** Colours of the alerts: orange from where a ticket is opened, red from where someone is woken. */
export function limitsOf(names: readonly string[], unit: string): Limits {
  const limits = names.map((name) => ({ name, ...alertLimit(name) }))
  for (const limit of limits)
    if (limit.unit !== unit)
      throw new Error(`${limit.name} compares ${limit.unit || 'numbers'}, its panel shows ${unit}`)
  const isBelow = limits.some(({ below }) => below)
  const valueFor = (severity: string) =>
    limits.filter((limit) => limit.severity === severity).map(drawnValue)[0]
  const warning = valueFor('ticket')
  const bad = valueFor('page')
  return {
    ...(warning !== undefined && { warning }),
    ...(bad !== undefined && { bad }),
    ...(isBelow && { below: true as const }),
  }
}

/** Grafana colours a value that equals the threshold, too: of things that are counted, more than 0 is at least 1. */
const drawnValue = ({ value, below }: AlertLimit) => (value === 0 && !below ? 1 : value)
