import { watch } from 'node:fs'

// One save is several events; one reading after the last of them is enough.
const gatherMs = 20

/** Calls `changed` after anything below `dir` changed. Returns how to stop. */
export function watchPolicies(dir: string, changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined
  const watcher = watch(dir, { recursive: true }, () => {
    clearTimeout(timer)
    timer = setTimeout(changed, gatherMs)
  })
  return () => {
    clearTimeout(timer)
    watcher.close()
  }
}
