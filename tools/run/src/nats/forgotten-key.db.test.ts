import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectBus } from '@stoa/events'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openPorts } from '../ports.ts'
import { openSecrets } from '../secrets.ts'
import { readTools } from '../tools.ts'
import { keyOf } from './users.ts'

const home = mkdtempSync(join(tmpdir(), 'stoa-keys-'))
const file = join(home, 'nats.conf')
const secrets = openSecrets(join(home, 'secret.key'))
const port = await openPorts({ ephemeral: true, log: () => undefined }).free()
let broker: ReturnType<typeof spawn>
let log = ''

const within = { timeout: 20_000, interval: 50 }
const refusals = () => log.split('authentication error').length - 1

function know(...names: readonly string[]): void {
  const users = names.map((name) => `{ nkey: ${keyOf(secrets, name).publicKey} }`)
  const authorization = `authorization { users = [ ${users.join(', ')} ] }`
  writeFileSync(file, `listen: '127.0.0.1:${port}'\n${authorization}\n`)
  broker?.kill('SIGHUP')
}
const connect = (name: string) =>
  connectBus(`nats://127.0.0.1:${port}`, { service: name, seed: keyOf(secrets, name).seed })
const refusedTwice = async () => {
  const before = refusals()
  await vi.waitFor(() => expect(refusals()).toBeGreaterThan(before + 2), within)
}

beforeAll(async () => {
  know('orders')
  broker = spawn((await readTools(process.env)).natsServer, ['-c', file], { stdio: 'pipe' })
  broker.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log += text
  })
  await vi.waitFor(() => expect(log).toContain('Server is ready'), within)
})
afterAll(() => {
  broker.kill('SIGTERM')
  rmSync(home, { recursive: true, force: true })
})

it('a service goes on once the broker has its key again', async () => {
  const bus = await connect('orders')
  try {
    know('payments')
    await refusedTwice()
    know('payments', 'orders')
    await vi.waitFor(() => bus.ready(), within)
  } finally {
    await bus.close()
  }
})

it('a service whose key the broker has not read yet waits for it', async () => {
  const starting = connect('shipping')
  await refusedTwice()
  know('payments', 'orders', 'shipping')
  const bus = await starting
  await bus.ready()
  await bus.close()
})
