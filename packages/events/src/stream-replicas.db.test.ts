import { connect } from 'nats'
import { afterAll, expect, it } from 'vitest'
import { connectBus } from './bus.ts'

const natsUrl = process.env.TEST_NATS_URL ?? ''
const nc = await connect({ servers: natsUrl })
const { streams } = await nc.jetstreamManager()
const stream = `COPIES_${Date.now()}`

afterAll(async () => {
  await streams.delete(stream)
  await nc.close()
})

it('a stream has as many copies as its owner asks for, and a stream that is there is changed', async () => {
  const three = await connectBus(natsUrl, { service: 'copies', streamReplicas: 3 })
  const one = await connectBus(natsUrl, { service: 'copies' })
  try {
    // One server can keep one copy; its refusal shows that three were asked for.
    await expect(three.ensureStream(stream, [`${stream}.a`])).rejects.toThrow('replicas > 1')
    await one.ensureStream(stream, [`${stream}.a`])
    expect((await streams.info(stream)).config.num_replicas).toBe(1)
    await expect(three.ensureStream(stream, [`${stream}.a`])).rejects.toThrow('replicas')
  } finally {
    await three.close()
    await one.close()
  }
})
