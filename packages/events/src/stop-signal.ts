/** Pauses that end when the service stops. */
export interface StopSignal {
  readonly stopped: () => boolean
  stop(): void
  /** Resolves after so long; false when the service is stopping. */
  sleep(ms: number): Promise<boolean>
  /** Resolves after a pause that grows with the attempts, up to a second; false when the service is stopping. */
  pause(attempt: number): Promise<boolean>
}

const longestPauseMs = 1_000

export function stopSignal(): StopSignal {
  const sleepers = new Set<() => void>()
  let stopped = false
  const sleep = (ms: number) =>
    new Promise<boolean>((resolve) => {
      if (stopped) return resolve(false)
      const end = () => {
        clearTimeout(timer)
        sleepers.delete(end)
        resolve(!stopped)
      }
      const timer = setTimeout(end, ms)
      sleepers.add(end)
    })
  return {
    stopped: () => stopped,
    stop() {
      stopped = true
      for (const end of sleepers) end()
    },
    sleep,
    pause: (attempt) => sleep(Math.min(longestPauseMs, 50 * 2 ** Math.min(attempt, 10))),
  }
}
