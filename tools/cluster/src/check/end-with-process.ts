import type { ChildProcess } from 'node:child_process'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

type Host = Pick<NodeJS.Process, 'on' | 'off' | 'listenerCount' | 'kill' | 'pid'>

/** Ends the child when this process exits or is ended by a signal. */
export function endWithProcess(child: ChildProcess, host: Host = process): void {
  const end = () => void child.kill('SIGTERM')
  const onSignal = (signal: NodeJS.Signals) => {
    stop()
    end()
    // Without another listener the signal ends this process, as it would have without this one.
    if (host.listenerCount(signal) === 0) host.kill(host.pid, signal)
  }
  const stop = () => {
    host.off('exit', end)
    for (const signal of signals) host.off(signal, onSignal)
  }
  host.on('exit', end)
  for (const signal of signals) host.on(signal, onSignal)
  child.once('close', stop)
}
