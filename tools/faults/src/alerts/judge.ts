import type { AlertId } from './fault.ts'

/** An alert that fired, or a notification about it, and how long after the fault began. */
export interface Sighting {
  readonly alert: string
  readonly severity: string
  readonly labels: Readonly<Record<string, string>>
  readonly afterSeconds: number
}

export interface FaultReport {
  readonly fault: string
  readonly meant: string
  /** Seconds until the meant alert fired; null when it did not. */
  readonly firedAfter: number | null
  /** Seconds until its page was sent; null when none was, or when it is a ticket. */
  readonly pagedAfter: number | null
  /** Seconds until the fault ended. */
  readonly healedAfter: number
  /** Pages that are not meant, and seconds until the first of each was sent. */
  readonly otherPages: readonly { readonly alert: string; readonly after: number }[]
  /** Everything else that fired, and woke no one. */
  readonly alsoFired: readonly string[]
  /** Panels that the fault should have filled, and that showed nothing. */
  readonly emptyPanels: readonly string[]
  /** Objectives whose budgets did not come back afterwards: the next fault would be judged with them. */
  readonly burntBudgets: readonly string[]
  readonly ok: boolean
}

const told = ['service', 'provider', 'source', 'destination', 'slo', 'status']
const textOf = (labels: Sighting['labels']) =>
  told.flatMap((name) => (labels[name] ? [labels[name]] : [])).join(' ')

export const nameOf = ({ alert, labels = {} }: AlertId): string =>
  `${alert} ${textOf(labels)}`.trimEnd()

export const isMeant = ({ alert, labels = {} }: AlertId, seen: Sighting): boolean =>
  seen.alert === alert &&
  Object.entries(labels).every(([name, value]) => seen.labels[name] === value)

const firstOfEach = (seen: readonly Sighting[]) =>
  [...Map.groupBy(seen, nameOf)].map(([alert, all]) => ({
    alert,
    after: Math.min(...all.map(({ afterSeconds }) => afterSeconds)),
  }))

/** The alerts and pages between the beginning of a fault and the end of the last alert. */
export interface Seen {
  readonly fired: readonly Sighting[]
  readonly pages: readonly Sighting[]
  readonly healedAfter: number
  readonly emptyPanels: readonly string[]
  readonly burntBudgets: readonly string[]
}

export function judge(
  fault: string,
  meant: AlertId,
  { fired, pages, healedAfter, emptyPanels, burntBudgets }: Seen,
): FaultReport {
  const own = fired.find((seen) => isMeant(meant, seen))
  const page = pages.find((seen) => isMeant(meant, seen))
  const otherPages = firstOfEach(pages.filter((seen) => !isMeant(meant, seen)))
  const paged = new Set(otherPages.map(({ alert }) => alert))
  const others = firstOfEach(fired.filter((seen) => !isMeant(meant, seen)))
  return {
    ...{ fault, meant: nameOf(meant), healedAfter, otherPages },
    firedAfter: own?.afterSeconds ?? null,
    pagedAfter: page?.afterSeconds ?? null,
    alsoFired: others.map(({ alert }) => alert).filter((alert) => !paged.has(alert)),
    ...{ emptyPanels, burntBudgets },
    ok:
      own !== undefined &&
      (own.severity !== 'page' || !!page) &&
      otherPages.length === 0 &&
      emptyPanels.length === 0 &&
      burntBudgets.length === 0,
  }
}
