import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { find } from '@stoa/run'
import { readTopology } from '@stoa/topology'
import { nkeys } from 'nats'
import { expect, it, onTestFinished } from 'vitest'
import { brokerAccounts, keyFileText } from './broker-accounts.ts'
import { deployedServices } from './deployed.ts'

const { natsServer } = await find()
const accounts = brokerAccounts(deployedServices(readTopology()))

const files = [...accounts.matchAll(/include \.\/(key-.+\.conf)/g)].map(([, name = '']) => name)

function check(keyFiles: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-accounts-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'accounts.conf'), accounts)
  writeFileSync(join(folder, 'nats.conf'), 'jetstream {}\ninclude ./accounts.conf\n')
  for (const file of keyFiles)
    writeFileSync(join(folder, file), keyFileText(nkeys.createUser().getPublicKey()))
  const args = ['-t', '-c', join(folder, 'nats.conf')]
  return spawnSync(natsServer ?? '', args, { encoding: 'utf8' })
}

it.runIf(natsServer)('nats-server reads the accounts, with keys from files beside them', () => {
  expect(files).toContain('key-orders.conf')
  expect(check(files).status).toBe(0)
  expect(check([...files, 'key-not-deployed-yet.conf']).status).toBe(0)
  const { status, stderr } = check(files.filter((file) => file !== 'key-orders.conf'))
  expect(status).not.toBe(0)
  expect(stderr).toContain('key-orders.conf: no such file')
})

it('no service that is only for development has a user', () => {
  expect(accounts).not.toMatch(/sandbox/i)
})
