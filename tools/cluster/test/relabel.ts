/** A rule of `relabelings` or `metricRelabelings` of a ServiceMonitor or PodMonitor. */
export interface Relabeling {
  readonly action?: 'replace' | 'labelmap' | 'labeldrop'
  readonly sourceLabels?: readonly string[]
  readonly regex?: string
  readonly targetLabel?: string
  readonly replacement?: string
}

export type Labels = Readonly<Record<string, string>>

/** The labels as Prometheus has them after the rules, for the actions that the charts use. */
export const relabel = (labels: Labels, rules: readonly Relabeling[]): Labels =>
  rules.reduce(apply, labels)

function apply(labels: Labels, rule: Relabeling): Labels {
  const { action = 'replace', sourceLabels = [], regex = '(.*)', replacement = '$1' } = rule
  const whole = new RegExp(`^(?:${regex})$`)
  const entries = Object.entries(labels)
  if (action === 'labeldrop')
    return Object.fromEntries(entries.filter(([name]) => !whole.test(name)))
  if (action === 'labelmap') {
    const mapped = entries
      .filter(([name]) => whole.test(name))
      .map(([name, value]) => [name.replace(whole, replacement), value])
    return { ...labels, ...Object.fromEntries(mapped) }
  }
  const value = sourceLabels.map((name) => labels[name] ?? '').join(';')
  if (!rule.targetLabel || !whole.test(value)) return labels
  return { ...labels, [rule.targetLabel]: value.replace(whole, replacement) }
}
