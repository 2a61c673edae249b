import { describe, jsonBody, type ServiceEnv, validate } from '@stoa/service'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { issueToken, tokenBody } from './issue.ts'

type TokenDeps = Pick<Deps, 'keyring' | 'now'>

export const tokenRoutes = ({ keyring, now }: TokenDeps) =>
  new Hono<ServiceEnv>()
    .get(
      '/.well-known/jwks.json',
      describe({
        summary: 'Read the public keys of the development issuer',
        answer: z.object({ keys: z.array(z.looseObject({ kid: z.string() })) }),
      }),
      (c) => c.json(keyring.published()),
    )
    .post(
      '/oauth/token',
      describe({
        summary: 'Issue a development token for any subject and roles',
        answer: z.object({
          access_token: z.string(),
          token_type: z.literal('Bearer'),
          expires_in: z.int(),
        }),
      }),
      jsonBody(),
      validate('json', tokenBody),
      async (c) => c.json(await issueToken(keyring, c.req.valid('json'), now())),
    )
    .post(
      '/sandbox/keys/rotate',
      describe({
        summary: 'Publish a new key, which starts to sign later; old tokens stay valid',
        status: 201,
        answer: z.object({ kid: z.string(), signsFrom: z.iso.datetime() }),
      }),
      async (c) => c.json(await keyring.rotate(), 201),
    )
