import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { find } from '@stoa/run'
import { readTopology } from '@stoa/topology'
import { nkeys } from 'nats'
import { expect, it, onTestFinished } from 'vitest'
import { brokerAccounts } from './broker-accounts.ts'
import { deployedServices } from './deployed.ts'

const { natsServer } = await find()
const accounts = brokerAccounts(deployedServices(readTopology()))

function check(env: NodeJS.ProcessEnv) {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-accounts-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'accounts.conf'), accounts)
  writeFileSync(join(folder, 'nats.conf'), 'jetstream {}\ninclude ./accounts.conf\n')
  const args = ['-t', '-c', join(folder, 'nats.conf')]
  const { status, stderr } = spawnSync(natsServer ?? '', args, { env, encoding: 'utf8' })
  return { status, stderr }
}

const variables = [...accounts.matchAll(/nkey: \$(\w+)/g)].map(([, name = '']) => name)

it.runIf(natsServer)('nats-server reads the accounts, with keys from its environment', () => {
  expect(variables).toContain('NKEY_ORDERS')
  const keys = variables.map((name) => [name, nkeys.createUser().getPublicKey()] as const)
  expect(check(Object.fromEntries(keys)).status).toBe(0)
  expect(check({}).status).not.toBe(0)
})

it('no service that is only for development has a user', () => {
  expect(accounts).not.toMatch(/sandbox/i)
})
