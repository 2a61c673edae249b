const longestCheckMs = 60_000

/**
 * Calls `rotate` at half of each certificate lifetime; after the machine was suspended past that
 * moment, soon after it resumes. Returns a function that stops the rotation.
 */
export function scheduleRotation(lifetimeMs: number, rotate: () => void): () => void {
  let due = Date.now() + lifetimeMs / 2
  const check = () => {
    if (Date.now() < due) return
    due = Date.now() + lifetimeMs / 2
    rotate()
  }
  const timer = setInterval(check, Math.min(longestCheckMs, lifetimeMs / 20))
  return () => clearInterval(timer)
}
