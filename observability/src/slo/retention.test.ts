import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { readShortRetention, shortRetention } from './retention.ts'

it.each([
  ['1d', '1d'],
  ['2w1d12h or 1GB', '2w1d12h'],
  ['30d', null],
  ['32d or 1GB', null],
  ['4w4d', null],
  ['1GB', null],
  ['', null],
])('a Prometheus that keeps %j is said to keep %j', (kept, said) => {
  expect(shortRetention(kept)).toBe(said)
})

it('Prometheus is asked for it', async () => {
  const server = createServer(({ url }, response) => {
    const data = url === '/api/v1/status/runtimeinfo' ? { storageRetention: '1d or 1GiB' } : {}
    response.end(JSON.stringify({ status: 'success', data }))
  })
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  expect(await readShortRetention(`http://127.0.0.1:${port}`)).toBe('1d')
  await expect(readShortRetention(`http://127.0.0.1:${port}/none`)).rejects.toThrow()
})
