import type { Row } from './databases.ts'

type Blocks = AsyncIterable<readonly Row[]>

const keyOf = (row: Row): string => String(row[0])

function openReader(blocks: Blocks) {
  const iterator = blocks[Symbol.asyncIterator]()
  let block: readonly Row[] = []
  let index = 0
  const fill = async () => {
    const next = await iterator.next()
    block = next.done ? [] : next.value
    index = 0
  }
  return {
    get row() {
      return block[index]
    },
    /** Goes to the next row; returns false when the next block must be read with `fill` first. */
    step: () => ++index < block.length,
    fill,
    close: async () => void (await iterator.return?.()),
  }
}

/**
 * Merges two results by their first column, in which each is sorted bytewise without duplicates. Calls `onKey` once
 * for each key with the row of either side, or undefined where a side has none. Both sides are closed in the end, also when
 * one of them fails: a cursor that stayed open would keep its database from being closed.
 */
export async function mergeByKey(
  left: Blocks,
  right: Blocks,
  onKey: (left: Row | undefined, right: Row | undefined) => void,
): Promise<void> {
  const [a, b] = [openReader(left), openReader(right)]
  try {
    await Promise.all([a.fill(), b.fill()])
    while (a.row || b.row) {
      const [rowA, rowB] = [a.row, b.row]
      const order = !rowA ? 1 : !rowB ? -1 : compare(keyOf(rowA), keyOf(rowB))
      onKey(order <= 0 ? rowA : undefined, order >= 0 ? rowB : undefined)
      if (order <= 0 && !a.step()) await a.fill()
      if (order >= 0 && !b.step()) await b.fill()
    }
  } finally {
    await Promise.all([a.close(), b.close()])
  }
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Rows in memory, sorted for one side of a merge. */
export async function* sortedRows(rows: readonly Row[]): AsyncGenerator<Row[]> {
  yield [...rows].sort((a, b) => compare(keyOf(a), keyOf(b)))
}
