export interface Cleanup {
  add(step: () => unknown): void
  /** Runs the steps, the last added first, each even when another fails; a second call waits for the first. */
  run(): Promise<void>
}

export function openCleanup(): Cleanup {
  const steps: (() => unknown)[] = []
  let running: Promise<void> | undefined
  const runAll = async () => {
    let failure: unknown
    for (const step of steps.splice(0).reverse()) {
      try {
        await step()
      } catch (error) {
        failure ??= error
      }
    }
    if (failure) throw failure
  }
  return { add: (step) => void steps.push(step), run: () => (running ??= runAll()) }
}
