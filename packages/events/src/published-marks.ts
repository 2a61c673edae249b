import type { Log } from '@stoa/service'
import { batch } from '@stoa/work'

export interface Mark {
  readonly id: string
  readonly seq: number
}

interface Acknowledged {
  readonly marks: readonly Mark[]
  readonly epoch: number
}

export interface Marks {
  /** Records, a little later, what the stream acknowledged while it had this epoch. */
  add(marks: readonly Mark[], epoch: number): void
  /** Writes what is left; resolves when it is written or has failed. */
  flush(): Promise<void>
}

export interface MarksOptions {
  readonly write: (marks: readonly Mark[], epoch: number) => Promise<void>
  /** Called when rows are recorded, or cannot be: the scan finds those again. */
  readonly settled: (marks: readonly Mark[]) => void
  readonly log: Log
}

const batching = { maxItems: 256, linger: 250 }

/** Records acknowledgements in batches; one that a crash loses costs a repeated publication. */
export function collectMarks({ write, settled, log }: MarksOptions): Marks {
  const { add, flush } = batch<Acknowledged, undefined>(async (acknowledged) => {
    for (const [epoch, group] of Map.groupBy(acknowledged, (one) => one.epoch)) {
      const marks = group.flatMap((one) => one.marks)
      await write(marks, epoch).catch((err) =>
        log.warn(
          { err, rows: marks.length },
          'acknowledgements were not recorded; the scan publishes those rows again',
        ),
      )
      settled(marks)
    }
    return undefined
  }, batching)
  return {
    add(marks, epoch) {
      if (marks.length > 0) void add({ marks, epoch })
    },
    flush,
  }
}
