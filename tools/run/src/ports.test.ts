import { createServer, type Server } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { openPorts } from './ports.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

const hold = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
    servers.push(server)
  })

const open = (ephemeral = false) => {
  const logged: string[] = []
  return { logged, ports: openPorts({ ephemeral, log: (line) => void logged.push(line) }) }
}

it('a port in use is replaced by another, and that is logged', async () => {
  const taken = await hold()
  const { ports, logged } = open()
  const port = await ports.near(taken, 'orders')
  expect(port).not.toBe(taken)
  expect(logged).toEqual([`port ${taken} is in use; orders listens on ${port} instead`])
})

it('a wanted port is handed out once', async () => {
  const { ports } = open()
  const wanted = await ports.free()
  const fresh = open().ports
  expect(await fresh.near(wanted, 'a')).toBe(wanted)
  expect(await fresh.near(wanted, 'b')).not.toBe(wanted)
})

it('ephemeral ports are all different', async () => {
  const { ports, logged } = open(true)
  const given = await Promise.all(Array.from({ length: 50 }, () => ports.near(4001, 'orders')))
  expect(new Set(given).size).toBe(50)
  expect(logged).toEqual([])
})
