import { readFileSync } from 'node:fs'
import type { PlatformState } from '@stoa/topology'
import { AckPolicy, connect, headers, type NatsConnection, nkeyAuthenticator } from 'nats'

export function openBrokerTap({ nats }: PlatformState): Promise<NatsConnection> {
  if (!nats) throw new Error('the platform has no broker')
  return connect({
    servers: `127.0.0.1:${nats.port}`,
    authenticator: nkeyAuthenticator(readFileSync(nats.operatorSeedFile)),
  })
}

interface Copy {
  readonly subject: string
  readonly outboxId: string
  readonly body: Uint8Array
}

async function read(nc: NatsConnection, stream: string): Promise<Copy[]> {
  const jsm = await nc.jetstreamManager()
  const { messages } = (await jsm.streams.info(stream)).state
  if (messages === 0) return []
  const name = `tap-${stream}`
  await jsm.consumers.add(stream, { name, ack_policy: AckPolicy.None, inactive_threshold: 10e9 })
  const consumer = await nc.jetstream().consumers.get(stream, name)
  const copies: Copy[] = []
  for await (const message of await consumer.fetch({ max_messages: messages, expires: 5_000 })) {
    const outboxId = message.headers?.get('outbox-id') ?? ''
    copies.push({ subject: message.subject, outboxId, body: message.data })
  }
  return copies
}

const shuffled = <Item>(items: readonly Item[], random: () => number): Item[] =>
  items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)

/** Publishes every message of a stream again `times` times, shuffled and without `Nats-Msg-Id`, so that the broker stores each copy. */
export async function repeatAll(
  nc: NatsConnection,
  stream: string,
  times: number,
  random: () => number,
): Promise<number> {
  const copies = await read(nc, stream)
  const again = shuffled(Array.from({ length: times }, () => copies).flat(), random)
  const js = nc.jetstream()
  for (const { subject, outboxId, body } of again) {
    const head = headers()
    head.set('outbox-id', outboxId)
    await js.publish(subject, body, { headers: head })
  }
  return again.length
}
