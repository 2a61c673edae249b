import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { hostname } from 'node:os'
import { expect, it } from 'vitest'
import { hasEndedHere, ownHolder } from './holder.ts'

it('a holder has ended once its process is gone from this machine', async () => {
  expect(hasEndedHere(ownHolder())).toBe(false)
  const other = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await once(other, 'exit')
  expect(hasEndedHere(`ada@${hostname()}, process ${other.pid}`)).toBe(true)
})

it.each(['ada@another.example, process 99999999', `ada@${hostname()}`, 'ada'])(
  'of %s it is not known',
  (holder) => {
    expect(hasEndedHere(holder)).toBe(false)
  },
)
