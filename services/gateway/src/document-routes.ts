import { describe, type ServiceEnv } from '@stoa/service'
import { Hono } from 'hono'
import { etag } from 'hono/etag'
import { z } from 'zod'

const document = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.looseObject({})),
})

/** `text` is the OpenAPI document of every operation that the edge lets in. */
export const documentRoutes = (text: string) =>
  new Hono<ServiceEnv>().get(
    '/openapi.json',
    describe({
      summary: 'Read this API as an OpenAPI document',
      description:
        'One document of every operation that clients can reach through the edge. Send its `ETag` as `If-None-Match` to get 304 while it is unchanged.',
      answer: document,
      hasETag: true,
    }),
    etag(),
    (c) => c.body(text, 200, { 'content-type': 'application/json', 'cache-control': 'no-cache' }),
  )
