export interface Undo {
  add(step: () => unknown): void
  /** Undoes what was done, last first; a second call waits for the first. */
  all(): Promise<void>
}

export function openUndo(): Undo {
  const steps: (() => unknown)[] = []
  let running: Promise<void> | undefined
  const run = async () => {
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
  return { add: (step) => void steps.push(step), all: () => (running ??= run()) }
}
