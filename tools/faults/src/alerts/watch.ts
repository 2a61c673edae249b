import { type ActiveAlert, activeAlerts } from './active-alerts.ts'
import type { Sighting } from './judge.ts'
import type { Notified } from './pager.ts'

export const sightingOf = (labels: Sighting['labels'], afterSeconds: number): Sighting => ({
  ...{ alert: labels.alertname ?? '', severity: labels.severity ?? '', labels, afterSeconds },
})

export const secondsSince = (startedAt: number, at = Date.now()): number =>
  Math.round((at - startedAt) / 100) / 10

export const pagesOf = (notified: readonly Notified[], startedAt: number): Sighting[] =>
  notified
    .filter(({ receiver }) => receiver.startsWith('page-'))
    .map(({ labels, at }) => sightingOf(labels, secondsSince(startedAt, at)))

const isSent = ({ state, labels: { severity } }: ActiveAlert) =>
  state === 'firing' && (severity === 'page' || severity === 'ticket')

const keyOf = ({ labels }: ActiveAlert) => JSON.stringify(Object.entries(labels).sort())

/** Collects what begins to fire after now; `look` has to be called again and again. */
export async function watchAlerts(prometheus: string, startedAt: number) {
  const known = new Set((await activeAlerts(prometheus)).filter(isSent).map(keyOf))
  const fired: Sighting[] = []
  const look = async () => {
    for (const one of (await activeAlerts(prometheus)).filter(isSent)) {
      if (known.has(keyOf(one))) continue
      known.add(keyOf(one))
      fired.push(sightingOf(one.labels, secondsSince(startedAt)))
    }
  }
  return { fired, look }
}
