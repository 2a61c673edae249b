import { expect, it, onTestFinished } from 'vitest'
import { createLog } from '../log.ts'
import { switchLevelOnSignal } from './level-switch.ts'

it('a signal switches to debug and back, and says so at every level', () => {
  const written: string[] = []
  const log = createLog('orders', 'warn', 'orders', { write: (line) => void written.push(line) })
  onTestFinished(switchLevelOnSignal(log, 'SIGUSR2'))
  const write = () => {
    log.debug('a detail')
    return written.splice(0).map((line) => JSON.parse(line).msg)
  }
  expect(write()).toEqual([])
  process.emit('SIGUSR2')
  expect(write()).toEqual(['switching the log level on a signal', 'a detail'])
  process.emit('SIGUSR2')
  expect(write()).toEqual(['switching the log level on a signal'])
  expect(log.level).toBe('warn')
})

it('the line that says so names the level, and has no field twice', () => {
  const written: string[] = []
  const log = createLog('orders', 'warn', 'orders', { write: (line) => void written.push(line) })
  onTestFinished(switchLevelOnSignal(log, 'SIGUSR2'))
  process.emit('SIGUSR2')
  expect(JSON.parse(written[0] ?? '')).toMatchObject({ newLevel: 'debug' })
  const keys = [...(written[0] ?? '').matchAll(/"(\w+)":/g)].map(([, key]) => key)
  expect(keys).toContain('newLevel')
  expect(keys).toEqual([...new Set(keys)])
})
