/** A release as Helm lists it. */
export interface Installed {
  readonly name: string
  readonly namespace: string
  readonly revision: number
  readonly status: string
  /** When Helm began what made this revision. */
  readonly updatedMs: number
  /** The chart with its version: `nats-2.14.2`. */
  readonly chart: string
  /** Known where it decides: of a release that is pending, or is rolled back. */
  readonly history: readonly Revision[]
  /** It lost an autoscaler, and the replicas may still be those that this one chose. */
  readonly isHalfChanged: boolean
}

export interface Revision {
  readonly revision: number
  readonly status: string
  /** What Helm did: `Rollback to 3`. */
  readonly description: string
}

export const isPending = ({ status }: Pick<Installed, 'status'>): boolean =>
  status.startsWith('pending-')

/** The newest revision that was ready once. A failed one is called superseded, too, once another has replaced it. */
export const lastGood = ({ history }: Pick<Installed, 'history'>): number | undefined =>
  newest(
    history.filter(
      ({ status, description }) =>
        status === 'deployed' || (status === 'superseded' && !description.includes(' failed')),
    ),
  )

/** The revision before one. */
export const revisionBefore = (
  { history }: Pick<Installed, 'history'>,
  revision: number,
): number | undefined => newest(history.filter((one) => one.revision < revision))

/** What Helm notes of the first call of an upgrade that takes autoscalers away: its second call makes a revision, too. */
export const firstOfTwo = 'The first of two calls of an upgrade that takes autoscalers away'

/** The release as the first of two calls left it, and nobody wants it back. */
const isFirstOfTwo = (history: readonly Revision[], { description }: Revision): boolean => {
  const [, restored] = /^Rollback to (\d+)$/.exec(description) ?? []
  const origin = restored && history.find(({ revision }) => revision === Number(restored))
  return description === firstOfTwo || (origin ? isFirstOfTwo(history, origin) : false)
}

const newest = (revisions: readonly Revision[]): number | undefined =>
  revisions.length === 0 ? undefined : Math.max(...revisions.map(({ revision }) => revision))

/** To which revision a rollback goes; a second rollback finds nothing to do. */
export function rollbackTarget({
  revision,
  history,
}: Installed): { revision: number } | { reason: string } {
  const current = history.find((entry) => entry.revision === revision)
  const earlier = history.filter(
    (entry) => entry.revision < revision && !isFirstOfTwo(history, entry),
  )
  if (current?.status === 'deployed' && current.description.startsWith('Rollback to '))
    return { reason: `already rolled back: ${current.description}` }
  const target = lastGood({ history: earlier })
  return target === undefined ? { reason: 'there is no earlier revision' } : { revision: target }
}
