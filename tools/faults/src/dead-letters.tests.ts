import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { queryAsSuperuser } from '@stoa/run/query'
import { repositoryRoot } from '@stoa/topology'
import { beforeAll, expect, it, vi } from 'vitest'
import { type TestPlatform, violated } from './test-platform.ts'

/** An operator decides on dead letters. */
export function deadLetterTests(open: () => TestPlatform): void {
  let shop: TestPlatform
  beforeAll(() => {
    shop = open()
    return shop.load({ rate: 5, seconds: 1 })
  })

  const stoa = (...args: string[]) => {
    const program = join(repositoryRoot, 'tools/cli/bin/stoa.js')
    const env = { ...process.env, STOA_HOME: shop.home }
    const { status, stdout } = spawnSync('node', [program, ...args], { env, encoding: 'utf8' })
    return { status, stdout }
  }

  /** The release of an order's stock whose reason nobody could read. */
  const unreadable = (orderId: string) => ({
    ...{ specversion: '1.0', id: randomUUID(), type: 'inventory.release', source: 'orders' },
    ...{ subject: orderId, time: new Date().toISOString(), data: { orderId, reason: '' } },
  })

  async function bury(event: ReturnType<typeof unreadable>): Promise<void> {
    await queryAsSuperuser(
      shop.platform.state,
      'inventory',
      `insert into dead_letters (id, subject, payload, reason, attempts)
     values ($1, $2, $3, 'does not fit its schema', 1)`,
      [event.id, event.type, JSON.stringify(event)],
    )
  }

  const shippedOrder = async (): Promise<string> => {
    const sql = "select order_id from orders where status = 'shipped' limit 1"
    const [row] = await queryAsSuperuser(shop.platform.state, 'orders', sql)
    return row?.order_id
  }

  const stateOf = async (id: string) => {
    const sql = 'select state, note from dead_letters where id = $1'
    return (await queryAsSuperuser(shop.platform.state, 'inventory', sql, [id]))[0]
  }

  it('an operator corrects a dead letter, and its handler receives it', async () => {
    const event = unreadable(await shippedOrder())
    await bury(event)
    const file = join(shop.home, 'event.json')
    const edit = () =>
      stoa(
        'dead-letters',
        'edit',
        'inventory',
        event.id,
        '--payload',
        file,
        '--note',
        'no reason was given',
      )

    writeFileSync(file, JSON.stringify({ ...event, subject: 'another order' }))
    expect(edit()).toMatchObject({ status: 2 })
    expect(await stateOf(event.id)).toEqual({ state: 'buried', note: null })

    writeFileSync(file, JSON.stringify({ ...event, data: { ...event.data, reason: 'late' } }))
    expect(edit()).toMatchObject({ status: 0 })
    await vi.waitUntil(async () => (await stateOf(event.id))?.state === 'replayed', 30_000)
    expect(edit()).toMatchObject({
      status: 1,
      stdout: `${event.id} is no dead letter of inventory\n`,
    })
  })

  it('an operator discards a dead letter with a note, once', async () => {
    const event = unreadable(await shippedOrder())
    await bury(event)
    const discard = () =>
      stoa('dead-letters', 'discard', 'inventory', event.id, '--note', 'not needed')
    expect(discard()).toEqual({ status: 0, stdout: `${event.id} discarded\n` })
    expect(await stateOf(event.id)).toEqual({ state: 'discarded', note: 'not needed' })
    expect(discard()).toMatchObject({ status: 1 })
    expect(stoa('dead-letters').stdout).toBe('there are no dead letters\n')
    expect(violated(await shop.verify())).toEqual([])
  })
}
