const longestCheckMs = 60_000

/** Calls `rotate` at half of each lifetime, and soon after a machine that slept through it wakes. */
export function keepFresh(lifetimeMs: number, rotate: () => void): () => void {
  let due = Date.now() + lifetimeMs / 2
  const check = () => {
    if (Date.now() < due) return
    due = Date.now() + lifetimeMs / 2
    rotate()
  }
  const timer = setInterval(check, Math.min(longestCheckMs, lifetimeMs / 20))
  return () => clearInterval(timer)
}
