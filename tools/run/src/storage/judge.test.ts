import { expect, it } from 'vitest'
import { judge, type Observation, roomBytes } from './judge.ts'

const well: Observation = { probed: 'stored', refusing: [], freeBytes: roomBytes }

const rows: [string, Partial<Observation>, ReturnType<typeof judge>][] = [
  ['that stores is left alone', {}, { restart: false }],
  ['that is away is left to its supervisor', { probed: 'away' }, { restart: false }],
  [
    'without room is not restarted',
    { probed: 'refused', refusing: ['ORDERS'], freeBytes: roomBytes - 1 },
    { detail: 'has 63 MiB left on its volume', restart: false },
  ],
  [
    'without room is not well even while it stores',
    { freeBytes: 0 },
    { detail: 'has 0 MiB left on its volume', restart: false },
  ],
  [
    'that refuses the probe though there is room is restarted',
    { probed: 'refused' },
    { detail: 'does not store messages of PROBE', restart: true },
  ],
  [
    'that refuses a service while it stores for the probe is restarted',
    { refusing: ['ORDERS', 'PAYMENTS'] },
    { detail: 'does not store messages of ORDERS, PAYMENTS', restart: true },
  ],
  [
    'that was restarted just now gets time',
    { refusing: ['ORDERS'], restartedMsAgo: 29_999 },
    { detail: 'does not store messages of ORDERS', restart: false },
  ],
  [
    'that refuses again later is restarted again',
    { refusing: ['ORDERS'], restartedMsAgo: 30_000 },
    { detail: 'does not store messages of ORDERS', restart: true },
  ],
]

it.each(rows)('a broker %s', (_, observed, judgement) => {
  expect(judge({ ...well, ...observed })).toEqual(judgement)
})
