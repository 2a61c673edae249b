import { CannotRun } from '@stoa/topology'
import { expect, it } from 'vitest'
import { EdgeError } from '../edge/edge-error.ts'
import { explain } from './explain.ts'

const lost = new CannotRun('kubectl port-forward: lost connection to pod')
const away = (code: string) =>
  new EdgeError('no response', undefined, { cause: Object.assign(new Error(), { code }) })
const said = (error: unknown, why?: Error) =>
  explain(error, { roles: ['finance'], lost: why }) as Error

it.each([
  ['401: a new token', new EdgeError('was 401', 401), /^the edge refused the token.*\nwas 401$/s],
  ['403: the role', new EdgeError('was 403', 403), /with the role finance\.\nwas 403$/],
  ['a strange certificate: --ca', away('SELF_SIGNED_CERT_IN_CHAIN'), /with --ca\.\nno response$/],
])('says what to do about %s', (_, error, message) => {
  expect(said(error)).toBeInstanceOf(CannotRun)
  expect(said(error).message).toMatch(message)
  expect(said(error).cause).toBe(error)
})

it('a port that closed by itself is why there is no response', () => {
  expect(said(away('ECONNREFUSED'), lost)).toBe(lost)
})

it('a response counts more than a port that closed after it', () => {
  const conflict = new EdgeError('was 422', 422)
  expect(said(conflict, lost)).toBe(conflict)
  expect(said(new EdgeError('was 403', 403), lost).message).toContain('the role finance')
})

it('other errors stay as they are', () => {
  for (const error of [new EdgeError('was 503', 503), away('ECONNRESET'), new Error('a bug')])
    expect(said(error)).toBe(error)
})
