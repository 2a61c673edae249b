import type { ChildProcess } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import type { Forward, Kubectl } from './kubectl.ts'

const pauseMs = 1_000

/**
 * Keeps a port forward open: it ends with the pod to which it led, and is then opened again.
 *
 * @returns a function that closes it
 */
export function keepForwarding(
  kubectl: Pick<Kubectl, 'forward'>,
  to: Forward,
  log: (line: string) => void,
): () => Promise<void> {
  const stopping = new AbortController()
  let child: ChildProcess | undefined

  async function run() {
    while (!stopping.signal.aborted) {
      child = kubectl.forward(to)
      const reason = await endOf(child)
      if (stopping.signal.aborted) return
      log(`the way to ${to.service} is lost (${reason}); opening it again in ${pauseMs / 1000} s`)
      await wait(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }

  const running = run()
  return async () => {
    stopping.abort()
    child?.kill()
    await running
  }
}

/** Why the process ended, or did not start. */
const endOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.once('exit', (status, signal) => resolve(signal ?? `status ${status}`))
    child.once('error', ({ message }) => resolve(message))
  })
