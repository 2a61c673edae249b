import { execFile } from 'node:child_process'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { freePort, freePorts, isFree } from './free-port.ts'

const module = new URL('free-port.ts', import.meta.url).href
const program = `
  const { freePorts } = await import('${module}')
  console.log(JSON.stringify(await freePorts(60)))
  process.stdin.resume()`

test('processes are never given the same port, though nobody listens on it yet', async () => {
  const started = Array.from({ length: 4 }, () => {
    const running = promisify(execFile)(process.execPath, ['--input-type=module', '-e', program])
    const { child } = running
    const ports = new Promise<number[]>((resolve) =>
      child.stdout?.once('data', (line) => resolve(JSON.parse(line))),
    )
    return { running, child, ports }
  })
  const given = [await freePorts(60), ...(await Promise.all(started.map(({ ports }) => ports)))]
  for (const { child } of started) child.stdin?.end()
  await Promise.all(started.map(({ running }) => running))
  expect(new Set(given.flat()).size).toBe(5 * 60)
})

test('a port is outside the range that outgoing connections use, and above the usual ports of a platform', async () => {
  const ports = await freePorts(100)
  expect(Math.min(...ports)).toBeGreaterThan(15_000)
  expect(Math.max(...ports)).toBeLessThan(32_768)
})

test('a port that is in use is not handed out, nor when the ports begin again', async () => {
  const port = await freePort()
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  expect(await isFree(port)).toBe(false)
  expect(await freePorts(1_100)).not.toContain(port)
  server.close()
})
