import { expect, it } from 'vitest'
import { readAtRest } from './at-rest.ts'

it('dead letters are counted once no message is parked any more', async () => {
  let parked = 2
  let dead = 0
  const verify = async () => {
    ;[dead, parked] = [parked, 0]
    return { invariants: [] } as never
  }
  expect(await readAtRest({ verify }, async () => dead)).toEqual({ deadLetters: 2, violated: [] })
})
