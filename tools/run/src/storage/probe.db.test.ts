import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { type Bus, connectBus } from '@stoa/events/bus'
import { connect } from 'nats'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { roomBytes } from './judge.ts'
import { livenessServer } from './liveness.ts'
import { openStorageProbe, type StorageProbe } from './probe.ts'

const url = process.env.TEST_NATS_URL ?? ''
let probe: StorageProbe
let publisher: Bus

beforeEach(async () => {
  publisher = await connectBus(url, { service: 'publisher' })
  probe = await openStorageProbe({ url, storeDir: tmpdir() })
})
afterEach(async () => {
  await Promise.all([probe.close(), publisher.close()])
})

const stored = async () => {
  const nc = await connect({ servers: url })
  const { state } = await (await nc.jetstreamManager()).streams.info('PROBE')
  await nc.close()
  return state.last_seq
}

it('stores a message each time, also after the broker lost the stream', async () => {
  expect(await probe.observe()).toMatchObject({ probed: 'stored', refusing: [] })
  const before = await stored()
  await probe.observe()
  expect(await stored()).toBe(before + 1)
  const nc = await connect({ servers: url })
  await (await nc.jetstreamManager()).streams.delete('PROBE')
  await nc.close()
  expect(await probe.observe()).toMatchObject({ probed: 'away' })
  expect(await probe.observe()).toMatchObject({ probed: 'stored' })
})

it('tells a kubelet to restart a broker that refuses a publisher, until it stores again', async () => {
  const observe = async () => ({ ...(await probe.observe()), freeBytes: roomBytes })
  const server = livenessServer({ observe }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const livez = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/livez`)
    return { code: answer.status, ...((await answer.json()) as object) }
  }
  try {
    expect(await livez()).toEqual({ code: 200, status: 'ok' })
    publisher.tellStorageState('ORDERS', false)
    await publisher.ready()
    await expect
      .poll(livez)
      .toEqual({ code: 503, status: 'restart', detail: 'does not store messages of ORDERS' })
    publisher.tellStorageState('ORDERS', true)
    await publisher.ready()
    await expect.poll(livez).toEqual({ code: 200, status: 'ok' })
  } finally {
    server.close()
  }
})
