import type { Logger } from 'pino'

/**
 * SIGUSR2 switches the process to `debug` and back to the level of its settings: only the user who runs it may send a
 * signal, and no restart loses what is to be watched.
 */
export function switchLevelOnSignal(
  log: Pick<Logger, 'level' | 'info'>,
  signal: NodeJS.Signals = 'SIGUSR2',
) {
  const usual = log.level
  const onSignal = () => {
    const next = log.level === 'debug' ? usual : 'debug'
    log.level = 'info'
    log.info({ newLevel: next }, 'switching the log level on a signal')
    log.level = next
  }
  process.on(signal, onSignal)
  return () => void process.off(signal, onSignal)
}
