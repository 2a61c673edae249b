import { describe, expect, it } from 'vitest'
import { streamReplicasOf } from './bus.ts'

describe('the copies of a stream', () => {
  it.each([
    ['nats://broker:4222', 1],
    ['nats://broker:4222?stream_replicas=3', 3],
  ])('%s: %i', (url, copies) => expect(streamReplicasOf(url)).toBe(copies))

  it.each(['0', '6', 'three', ''])('are refused where the number is "%s"', (text) => {
    expect(() => streamReplicasOf(`nats://broker:4222?stream_replicas=${text}`)).toThrow(
      `expected a number from 1 to 5, found ${text}`,
    )
  })
})
