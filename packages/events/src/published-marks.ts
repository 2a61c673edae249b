import type { Log } from '@stoa/service'

export interface Mark {
  readonly id: string
  readonly seq: number
}

const flushAfterMs = 250

interface Marks {
  /** Acknowledged while the stream had this epoch. */
  add(marks: readonly Mark[], epoch: number): void
  /** Writes what is left; resolves when it is written or has failed. */
  flush(): Promise<void>
}

interface MarksOptions {
  readonly write: (marks: readonly Mark[], epoch: number) => Promise<void>
  /** Told when rows are recorded, or cannot be: the scan finds those again. */
  readonly settled: (marks: readonly Mark[]) => void
  readonly log: Log
}

/** Records acknowledgements a little later and many at once; one lost to a crash costs a repeated publication. */
export function collectMarks({ write, settled, log }: MarksOptions): Marks {
  let waiting = new Map<number, Mark[]>()
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()

  const flushOnce = async () => {
    clearTimeout(timer)
    timer = undefined
    const taken = waiting
    waiting = new Map()
    for (const [epoch, marks] of taken) {
      await write(marks, epoch).catch((err) => log.warn({ err }, 'publication not recorded'))
      settled(marks)
    }
  }
  const flush = () => {
    writing = writing.then(flushOnce)
    return writing
  }
  return {
    add(marks, epoch) {
      if (marks.length === 0) return
      const known = waiting.get(epoch)
      if (known) known.push(...marks)
      else waiting.set(epoch, [...marks])
      if (timer === undefined) timer = setTimeout(() => void flush(), flushAfterMs)
    },
    flush,
  }
}
