import { expect, it } from 'vitest'
import type { EdgeRequest } from '../edge/send.ts'
import { paymentsCommand } from './command.ts'
import { readDue } from './read-due.ts'

it('reads the payments that are due to the last page', async () => {
  const pages = [
    { payments: [{ orderId: 'a' }, { orderId: 'b' }], cursor: 7 },
    { payments: [{ orderId: 'c' }], cursor: 9 },
    { payments: [] },
  ]
  const sent: string[] = []
  const request = async ({ path }: EdgeRequest) => {
    sent.push(path)
    return { status: 200, text: JSON.stringify(pages[sent.length - 1]) }
  }
  const due = await readDue({ request } as never, 'token')
  expect(due.map(({ orderId }) => orderId)).toEqual(['a', 'b', 'c'])
  expect(sent.map((path) => path.split('after=')[1])).toEqual(['0', '7', '9'])
})

it.each([[[]], [['paid']], [['due', 'all']]])('refuses the arguments %j', async (args) => {
  const command = paymentsCommand(() => Promise.reject(new Error('no cluster was named')))
  await expect(command.run(args)).rejects.toThrow(/expected due/)
})
