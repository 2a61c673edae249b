import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningSandbox, startSandbox } from '../testing.ts'

let sandbox: RunningSandbox
let now = Date.now()
beforeAll(async () => {
  sandbox = await startSandbox({}, () => new Date(now))
})
afterAll(() => sandbox.stop())

const post = (path: string, body: unknown) =>
  fetch(sandbox.url(path), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

const tokenFor = async (body: object): Promise<string> => {
  const response = await post('/oauth/token', body)
  expect(response.status).toBe(200)
  return ((await response.json()) as { access_token: string }).access_token
}

const verify = (token: string) => {
  const keys = createRemoteJWKSet(new URL(sandbox.url('/.well-known/jwks.json')))
  return jwtVerify(token, keys, { issuer: 'https://sandbox.stoa.test', audience: 'stoa' })
}

it('a token carries subject and roles, expires as requested, and its signature is valid', async () => {
  const token = await tokenFor({ sub: 'c-1', roles: ['trade', 'sales'], ttlSeconds: 60 })
  const { payload } = await verify(token)
  expect(payload).toMatchObject({ sub: 'c-1', roles: ['trade', 'sales'] })
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(60)
})

it('a token that was changed does not verify', async () => {
  const [head, , signature] = (await tokenFor({ sub: 'c-1' })).split('.')
  const claims = { sub: 'c-2', iss: 'https://sandbox.stoa.test', aud: 'stoa' }
  const forged = Buffer.from(JSON.stringify(claims)).toString('base64url')
  await expect(verify(`${head}.${forged}.${signature}`)).rejects.toThrow()
})

it('a new key is published at once, and signs once every cache has had time to see it', async () => {
  const kidOf = (token: string) => decodeProtectedHeader(token).kid
  const before = await tokenFor({ sub: 'c-1' })
  const answer = await post('/sandbox/keys/rotate', {})
  expect(answer.status).toBe(201)
  const { kid, signsFrom } = (await answer.json()) as { kid: string; signsFrom: string }
  const { keys } = (await (await fetch(sandbox.url('/.well-known/jwks.json'))).json()) as {
    keys: { kid: string }[]
  }
  expect(keys.map((key) => key.kid)).toEqual([kidOf(before), kid])

  now = Date.parse(signsFrom) - 1
  expect(kidOf(await tokenFor({ sub: 'c-1' }))).toBe(kidOf(before))
  now = Date.parse(signsFrom)
  const after = await tokenFor({ sub: 'c-1' })
  expect(kidOf(after)).toBe(kid)
  await verify(before)
  await verify(after)
})

it('tokens outlive a restart', async () => {
  const before = await tokenFor({ sub: 'c-1' })
  await sandbox.restart()
  await verify(before)
})

it('a bad request names each bad field', async () => {
  const response = await post('/oauth/token', { sub: 'ünï', roles: ['a king'], role: 'operator' })
  expect(response.status).toBe(422)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const { errors } = (await response.json()) as { errors: { field: string }[] }
  expect(errors.map(({ field }) => field).sort()).toEqual(['/role', '/roles/0', '/sub'])
})
