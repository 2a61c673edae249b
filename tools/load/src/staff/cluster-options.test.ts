import { CannotRun } from '@stoa/topology'
import { expect, it } from 'vitest'
import { parseOptions } from '../options.ts'
import { clusterOptions, clusterTargetOf } from './cluster-options.ts'

const read = (...args: string[]) =>
  clusterTargetOf(parseOptions(args, { ...clusterOptions, as: { type: 'string' } }))

it('the platform on this machine is meant where no cluster is named', () => {
  expect(read()).toBeUndefined()
  expect(read('--as', 'fiona')).toBeUndefined()
})

it('a cluster is named with a file that holds the token', () => {
  const target = { context: 'prod', tokenFile: '-', ca: undefined }
  expect(read('--context', 'prod', '--token-file', '-')).toEqual(target)
  expect(read('--context', 'prod', '--token-file', '-', '--ca', 'ca.pem')).toEqual({
    ...{ ...target, ca: 'ca.pem' },
  })
})

it.each([
  [['--token-file', 'token'], '--token-file and --ca need --context'],
  [['--ca', 'ca.pem'], '--token-file and --ca need --context'],
  [['--context', 'prod'], '--context needs --token-file FILE'],
  [['--context', 'prod', '--token-file', '-', '--as', 'fiona'], 'in a cluster the token says who'],
])('%j do not fit', (args, message) => {
  expect(() => read(...args)).toThrow(CannotRun)
  expect(() => read(...args)).toThrow(message)
})
