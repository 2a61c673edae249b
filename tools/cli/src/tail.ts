import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

const maxInitialBytes = 1024 * 1024

/** Returns a function that reads the complete lines added since its last call; on its first call, the last `lines`. */
export function openTail(file: string, lines: number): () => string[] {
  let position = 0
  let partial = ''
  let first = true
  return () => {
    const { text, size } = readFrom(file, first ? undefined : position)
    // A file that became shorter was truncated: read it from its start.
    if (!first && size < position) partial = ''
    position = size
    const complete = (partial + text).split('\n')
    partial = complete.pop() ?? ''
    if (!first) return complete
    first = false
    return lines > 0 ? complete.slice(-lines) : []
  }
}

function readFrom(file: string, from: number | undefined): { text: string; size: number } {
  const handle = openSync(file, 'r')
  try {
    const { size } = fstatSync(handle)
    const start = from === undefined ? Math.max(0, size - maxInitialBytes) : size < from ? 0 : from
    const bytes = Buffer.alloc(size - start)
    const count = readSync(handle, bytes, 0, bytes.length, start)
    return { text: bytes.toString('utf8', 0, count), size: start + count }
  } finally {
    closeSync(handle)
  }
}
