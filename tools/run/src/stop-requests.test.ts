import { expect, it } from 'vitest'
import { openStopRequests } from './stop-requests.ts'

it('one Ctrl-C that arrives several times is one request; a later one is impatience', () => {
  const classify = openStopRequests()
  expect([5000, 5001, 5999, 6000, 9000].map(classify)).toEqual([
    ...['first', 'repeated', 'repeated'],
    ...['impatient', 'impatient'],
  ])
})
