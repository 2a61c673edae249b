/** One Ctrl-C arrives several times: the terminal sends it to every process, and npm and start.js forward it. */
const sameRequestWithinMs = 1000

export type StopRequest = 'first' | 'repeated' | 'impatient'

/** Classifies each request to stop, given when it came. */
export function openStopRequests(): (nowMs: number) => StopRequest {
  let firstMs: number | undefined
  return (nowMs) => {
    if (firstMs === undefined) {
      firstMs = nowMs
      return 'first'
    }
    return nowMs - firstMs < sameRequestWithinMs ? 'repeated' : 'impatient'
  }
}
