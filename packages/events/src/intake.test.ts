import { describe, expect, it } from 'vitest'
import type { Delivery } from './bus.ts'
import { createIntake } from './intake.ts'

const limits = { messages: 3, bytes: 1_000 }

function delivery(seq: number, bytes = 10) {
  const log: string[] = []
  const fake = {
    ...{ seq, data: new Uint8Array(bytes), log },
    ack: () => log.push('ack'),
    nak: () => log.push('nak'),
    working: () => log.push('working'),
  }
  return fake as unknown as Delivery & { readonly log: string[] }
}

const sequences = (intake: ReturnType<typeof createIntake>) =>
  [...intake.take()].map(({ delivery: { seq } }) => seq)

describe('the intake', () => {
  it('holds a message once, however often it is delivered during an outage', () => {
    const intake = createIntake(limits)
    for (let again = 0; again < 1_000; again += 1) intake.add('S', delivery(1, 400))
    expect(intake.hasRoom()).toBe(true)
    expect(sequences(intake)).toEqual([1])
    intake.add('S', delivery(1, 400))
    expect(sequences(intake)).toEqual([])
  })

  it('acknowledges the newest delivery of a message', () => {
    const intake = createIntake(limits)
    const [first, second] = [delivery(1), delivery(1)]
    intake.add('S', first)
    const taken = [...intake.take()]
    intake.add('S', second)
    intake.acknowledge(taken)
    expect([first.log, second.log]).toEqual([[], ['ack']])
  })

  it('tells messages of two streams apart', () => {
    const intake = createIntake(limits)
    intake.add('A', delivery(1))
    intake.add('B', delivery(1))
    expect(sequences(intake)).toEqual([1, 1])
  })

  it.each([
    ['messages', [1, 1, 1]],
    ['bytes', [500, 500]],
  ])('has no room beyond its limit of %s, until some are acknowledged', (_, sizes) => {
    const intake = createIntake(limits)
    for (const [index, bytes] of sizes.entries()) {
      expect(intake.hasRoom()).toBe(true)
      intake.add('S', delivery(index, bytes))
    }
    expect(intake.hasRoom()).toBe(false)
    intake.acknowledge([...intake.take()].slice(0, 1))
    expect(intake.hasRoom()).toBe(true)
  })

  it('extends what it holds, gives back what waits first, and the rest once no batch is under way', () => {
    const intake = createIntake(limits)
    const [atWork, waiting] = [delivery(1), delivery(2)]
    intake.add('S', atWork)
    const taken = [...intake.take()]
    intake.add('S', waiting)
    intake.extend()
    intake.release('waiting')
    expect([atWork.log, waiting.log]).toEqual([['working'], ['working', 'nak']])
    intake.release('all')
    expect([atWork.log, waiting.log]).toEqual([
      ['working', 'nak'],
      ['working', 'nak'],
    ])
    expect(taken).toHaveLength(1)
    expect(sequences(intake)).toEqual([])
  })

  it('wakes its reader when a message comes and when it is released', async () => {
    const intake = createIntake(limits)
    const message = intake.whenWaiting()
    intake.add('S', delivery(1))
    await message
    expect(sequences(intake)).toEqual([1])
    const end = intake.whenWaiting()
    intake.release('waiting')
    await end
  })
})
