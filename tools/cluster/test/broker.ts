import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { find, type Nkey, nkeyOf, until } from '@stoa/run'
import { freePort, type Service } from '@stoa/topology'
import { connect, nkeyAuthenticator } from 'nats'
import { brokerAccounts, keyFileOf, keyFileText } from '../src/broker-accounts.ts'

export type Broker = Awaited<ReturnType<typeof startBroker>>

/** A nats-server with the accounts that the charts give it, and a key for each service, in files as in its pod. */
export async function startBroker(folder: string, services: readonly Service[]) {
  const { natsServer } = await find()
  if (!natsServer) throw new Error('there is no nats-server; run the tests with npm test')
  mkdirSync(folder, { recursive: true })
  const port = await freePort()
  const keys = new Map<string, Nkey>()
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  const writeAccounts = (some: readonly Service[]) => write('accounts.conf', brokerAccounts(some))
  function writeKey(service: string) {
    const key = nkeyOf(randomBytes(32))
    keys.set(service, key)
    write(keyFileOf(service), keyFileText(key.publicKey))
  }
  for (const { name } of services) writeKey(name)
  writeAccounts(services)
  const settings = [`host: 127.0.0.1`, `port: ${port}`, `jetstream { store_dir: ${folder} }`]
  write('nats.conf', [...settings, 'include ./accounts.conf', ''].join('\n'))
  const child = spawn(natsServer, ['-c', join(folder, 'nats.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text
  })
  await until('the broker', () => log.includes('Server is ready'))
  /** Of a service that the broker does not know, a key that it does not know either. */
  const seedOf = (service: string) => (keys.get(service) ?? nkeyOf(randomBytes(32))).seed
  return {
    ...{ port, seedOf, writeAccounts, writeKey },
    connectAs: (service: string, seed = seedOf(service)) =>
      connect({
        ...{ servers: `127.0.0.1:${port}`, reconnect: false, inboxPrefix: `_INBOX_${service}` },
        authenticator: nkeyAuthenticator(new TextEncoder().encode(seed)),
      }),
    /** Signals it as its reloader does, and waits until it says what is expected. */
    async reload(expected: string) {
      log = ''
      child.kill('SIGHUP')
      await until(expected, () => log.includes(expected))
    },
    stop: () => void child.kill('SIGKILL'),
  }
}
