import { z } from 'zod'
import { textTable } from '../text-table.ts'

/** An alert that Prometheus has handed to Alertmanager. */
export interface FiringAlert {
  readonly name: string
  readonly severity: string
  /** When its expression began to hold (RFC 3339); it fires `for` later. */
  readonly since: string
  readonly summary: string
  readonly labels: Readonly<Record<string, string>>
  readonly runbook: string
}

const answer = z.object({
  data: z.object({
    alerts: z.array(
      z.object({
        labels: z.record(z.string(), z.string()),
        annotations: z.record(z.string(), z.string()),
        state: z.enum(['inactive', 'pending', 'firing']),
        activeAt: z.iso.datetime({ offset: true }),
      }),
    ),
  }),
})
const timeoutMs = 10_000
const severities = ['page', 'ticket', 'heartbeat', 'none']
const rankOf = ({ severity }: FiringAlert) => (severities.indexOf(severity) + 5) % 5

/**
 * The alerts that fire, pages first and the oldest of each severity first.
 * @throws Error when Prometheus does not answer in time
 */
export async function readFiringAlerts(url: string): Promise<FiringAlert[]> {
  const response = await fetch(`${url}/api/v1/alerts`, { signal: AbortSignal.timeout(timeoutMs) })
  const parsed = answer.safeParse(await response.json().catch(() => undefined))
  if (!parsed.success)
    throw new Error(`${url} answered ${response.status}, which is not a list of alerts`)
  return parsed.data.data.alerts
    .filter(({ state }) => state === 'firing')
    .map(({ labels, annotations, activeAt }) => {
      const { alertname = '', severity = '', ...others } = labels
      return {
        ...{ name: alertname, severity, since: activeAt },
        ...{ summary: annotations.summary ?? '', labels: others },
        runbook: annotations.runbook_url ?? '',
      }
    })
    .sort((one, other) => rankOf(one) - rankOf(other) || one.since.localeCompare(other.since))
}

/** A page or a ticket; the heartbeat always fires, and `none` is sent to no one. */
export const asksForWork = ({ severity }: FiringAlert): boolean =>
  severity === 'page' || severity === 'ticket'

const labelsText = (labels: FiringAlert['labels']) =>
  Object.entries(labels)
    .filter(([name]) => name !== 'follows')
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')

/** The table of `stoa alerts firing`. */
export const firingText = (alerts: readonly FiringAlert[]): string =>
  textTable(
    [
      ['ALERT', 'SEVERITY', 'SINCE', 'LABELS', 'RUNBOOK'],
      ...alerts.map(({ name, severity, since, labels, runbook }) => [
        ...[name, severity, `${since.slice(0, 19)}Z`],
        ...[labelsText(labels), runbook],
      ]),
    ],
    () => true,
  )
