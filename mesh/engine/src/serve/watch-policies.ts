import { watch } from 'node:fs'

// Saving a file causes several events; one call after the last of them is enough.
const debounceMs = 20

/** Calls `onChange` after a file below `dir` has changed. Returns a function that stops watching. */
export function watchPolicies(dir: string, onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined
  const watcher = watch(dir, { recursive: true }, () => {
    clearTimeout(timer)
    timer = setTimeout(onChange, debounceMs)
  })
  return () => {
    clearTimeout(timer)
    watcher.close()
  }
}
