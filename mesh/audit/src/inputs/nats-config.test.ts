import { expect, it } from 'vitest'
import { matchesSubject, readBroker } from './broker.ts'
import { parseNats } from './nats-config.ts'

it('reads optional colons, equals signs and commas, comments, and both kinds of quotes', () => {
  const text = `
    server_name: stoa   # a name
    jetstream { store_dir = "/data", max: 8MB }
    // users
    authorization { users: [ { nkey: U1 }, { user: 'a b' permissions: { publish: ["x.>", 'y'] } } ] }
  `
  expect(parseNats(text)).toEqual({
    value: {
      server_name: 'stoa',
      jetstream: { store_dir: '/data', max: '8MB' },
      authorization: {
        users: [{ nkey: 'U1' }, { user: 'a b', permissions: { publish: ['x.>', 'y'] } }],
      },
    },
  })
})

it('reports the line of a syntax error', () => {
  expect(parseNats('a: {\n b: ]\n}')).toEqual({ message: 'unexpected ]', line: 2 })
  expect(parseNats('a: {\n b: 1\n')).toMatchObject({ message: 'unexpected end of file' })
})

it.each([
  ['order.*', 'order.placed', true],
  ['order.*', 'order.placed.now', false],
  ['>', 'order.placed', true],
  ['order.>', 'order', false],
  ['order.placed', 'order.placed', true],
])('pattern %s matches subject %s: %s', (pattern, subject, matches) => {
  expect(matchesSubject(pattern, subject)).toBe(matches)
})

it('reads the users of the system account beside those of the one that holds the streams', () => {
  const text = `
    authorization { users: [ { nkey: UA } ] }
    accounts { $SYS { users: [
      { nkey: UB, permissions: { publish: { allow: ["$SYS.REQ.SERVER.PING.VARZ"] }, subscribe: { allow: ["_INBOX_monitor.>"] } } }
    ] } }
  `
  const { broker, problems } = readBroker('nats.conf', text)
  expect(problems).toEqual([])
  expect(broker.users).toMatchObject([
    { name: 'UA', publish: undefined, subscribe: undefined },
    { name: 'monitor', publish: ['$SYS.REQ.SERVER.PING.VARZ'], subscribe: ['_INBOX_monitor.>'] },
  ])
})
