import { jsonBody, type ServiceEnv, validate } from '@stoa/service'
import { Hono } from 'hono'
import { describeRoute } from 'hono-openapi'
import type { Deps } from '../deps.ts'
import { issueToken, tokenBody } from './issue.ts'

type TokenDeps = Pick<Deps, 'keyring' | 'now'>

export const tokenRoutes = ({ keyring, now }: TokenDeps) =>
  new Hono<ServiceEnv>()
    .get(
      '/.well-known/jwks.json',
      describeRoute({ summary: 'Public keys of the development issuer (JWK Set)' }),
      (c) => c.json(keyring.published()),
    )
    .post(
      '/oauth/token',
      describeRoute({ summary: 'Issue a development token for any subject and roles' }),
      jsonBody(),
      validate('json', tokenBody),
      async (c) => c.json(await issueToken(keyring, c.req.valid('json'), now())),
    )
    .post(
      '/sandbox/keys/rotate',
      describeRoute({
        summary: 'Publish a new key, which starts to sign later; old tokens stay valid',
      }),
      async (c) => c.json(await keyring.rotate(), 201),
    )
