/** With less than this a restarted broker or database would only fail again: a log segment and a few message blocks. */
export const roomBytes = 64 * 1024 * 1024

/** A broker that was restarted gets this long to be filled from the outboxes before it is judged again. */
const graceMs = 30_000

export type Probed = 'stored' | 'refused' | 'away' | 'skipped'

export interface Observation {
  /** What became of the message that the probe published; none is published without room. */
  readonly probed: Probed
  /** Streams whose publishers tell that they do not store. */
  readonly refusing: readonly string[]
  /** Of the volume that holds the streams. */
  readonly freeBytes: number
  /** Since the last restart for this reason; absent: there was none. */
  readonly restartedMsAgo?: number | undefined
}

export interface Judgement {
  /** What is wrong; absent: the broker stores, or is away, which its supervisor sees to. */
  readonly detail?: string
  readonly restart: boolean
}

/** A stream whose write failed refuses until the broker is restarted, which helps once there is room. */
export function judge(observed: Observation): Judgement {
  const { probed, refusing, freeBytes, restartedMsAgo = Number.POSITIVE_INFINITY } = observed
  const freeMiB = Math.floor(freeBytes / 1024 / 1024)
  if (freeBytes < roomBytes)
    return { detail: `has ${freeMiB} MiB left on its volume`, restart: false }
  const streams = [...refusing, ...(probed === 'refused' ? ['PROBE'] : [])]
  if (streams.length === 0) return { restart: false }
  return {
    detail: `does not store messages of ${streams.join(', ')}`,
    restart: restartedMsAgo >= graceMs,
  }
}
