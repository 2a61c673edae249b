import { CannotRun } from '@stoa/topology'
import { expect, it, vi } from 'vitest'
import { changeEach } from '../held/change-each.ts'
import { settleParcel } from '../parcels/settle.ts'
import type { Edge } from './edge.ts'
import { EdgeError } from './edge-error.ts'

const away = new EdgeError('no response')
const answering = (...answers: (number | EdgeError)[]): Pick<Edge, 'request'> => ({
  async request() {
    const next = answers.shift() ?? away
    if (next instanceof EdgeError) throw next
    return { status: next, text: next < 300 ? '{}' : 'why' }
  },
})
const parcel = { orderId: 'a', outcome: 'lost', reason: 'r' }
const commands = {
  resume: (edge: Pick<Edge, 'request'>) =>
    changeEach(edge, 'token', { verb: 'resume', orderIds: ['a', 'b'], body: '{}' }),
  settle: (edge: Pick<Edge, 'request'>) =>
    changeEach(edge, 'token', { verb: 'settle', orderIds: ['a'], body: '{}' }),
  'parcels settle': (edge: Pick<Edge, 'request'>) => settleParcel(edge, 'token', parcel),
}

vi.spyOn(process.stdout, 'write').mockReturnValue(true)

for (const [name, run] of Object.entries(commands)) {
  it(`${name} ends with 0 when it is done, and with 1 when an order or a parcel does not allow it`, async () => {
    expect(await run(answering(202, 202))).toBe(0)
    for (const status of [404, 409]) expect(await run(answering(status, 202))).toBe(1)
  })

  it.each([
    ['the edge is away', away],
    ['a name is wrong', 422],
    ['the caller may not do it', 403],
    ['the service is away', 503],
  ] as const)(`${name} ends as a command that cannot run, with 2, when %s`, async (_, answer) => {
    await expect(run(answering(answer))).rejects.toThrow(CannotRun)
  })
}
