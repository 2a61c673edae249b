import { createServer, type Server } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { type OpenPorts, openPorts } from './ports.ts'

const servers: Server[] = []
const opened: OpenPorts[] = []
afterEach(() => {
  for (const one of [...servers.splice(0), ...opened.splice(0)]) one.close()
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
  const ports = openPorts({ ephemeral, log: (line) => void logged.push(line) })
  opened.push(ports)
  return { logged, ports }
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

it('a port that another platform has chosen is not handed out, though nothing listens on it yet', async () => {
  const [one, other, later] = [open(), open(), open()]
  const wanted = await one.ports.free()
  expect(await one.ports.near(wanted, 'nats-server')).toBe(wanted)
  expect(await other.ports.near(wanted, 'nats-server')).not.toBe(wanted)
  expect(other.logged).toHaveLength(1)
  one.ports.close()
  expect(await later.ports.near(wanted, 'nats-server')).toBe(wanted)
})

it('ephemeral ports are all different', async () => {
  const { ports, logged } = open(true)
  const given = await Promise.all(Array.from({ length: 50 }, () => ports.near(4001, 'orders')))
  expect(new Set(given).size).toBe(50)
  expect(logged).toEqual([])
})
