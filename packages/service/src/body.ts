import type { IncomingMessage } from 'node:http'
import type { Context, MiddlewareHandler } from 'hono'
import type { ServiceEnv } from './env.ts'
import { AppError } from './errors.ts'
import { headerOf, incomingOf } from './headers.ts'

const defaultMaxBytes = 64 * 1024

const tooLarge = (maxBytes: number) =>
  new AppError('payload_too_large', `a body may have ${maxBytes} bytes at most`)

/** The whole body as text; throws as soon as it is known to be too large. */
const read = (incoming: IncomingMessage, maxBytes: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= maxBytes) chunks.push(chunk)
      else reject(tooLarge(maxBytes))
    })
    incoming.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    incoming.once('error', reject)
    incoming.once('close', () => {
      if (!incoming.complete) reject(new AppError('bad_request', 'the body ended early'))
    })
  })

/** The body as text, without building a web `Request` around it. */
export async function bodyText(
  c: Context<ServiceEnv>,
  maxBytes = defaultMaxBytes,
): Promise<string> {
  if (Number(headerOf(c, 'content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes)
  const incoming = incomingOf(c)
  const text = incoming ? await read(incoming, maxBytes) : await c.req.text()
  if (text.length > maxBytes) throw tooLarge(maxBytes)
  return text
}

/** For routes with a body: JSON alone, at most `maxBytes`. */
export const jsonBody =
  (maxBytes = defaultMaxBytes): MiddlewareHandler<ServiceEnv> =>
  async (c, next) => {
    if (!/^application\/([a-z.-]+\+)?json\b/i.test(headerOf(c, 'content-type') ?? ''))
      throw new AppError('unsupported_media_type', 'the body must be application/json')
    const text = await bodyText(c, maxBytes)
    if (text === '') throw new AppError('bad_request', 'the body is not JSON')
    c.req.bodyCache.text = text
    await next()
  }
