/**
 * A queue that runs one piece of work at a time, in the order of the calls. A failure rejects only
 * the promise of its own call.
 */
export function createSerialQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const result = last.then(work)
    last = result.catch(() => undefined)
    return result
  }
}
