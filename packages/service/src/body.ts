import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { Context, MiddlewareHandler } from 'hono'
import { documented } from './documented.ts'
import type { ServiceEnv } from './env.ts'
import { AppError } from './errors.ts'
import { headerOf, incomingOf } from './headers.ts'
import { documentedProblems } from './problem.ts'

const defaultMaxBytes = 64 * 1024

const tooLarge = (maxBytes: number) =>
  new AppError('payload_too_large', `the body exceeds the limit of ${maxBytes} bytes`)

/** Reads the whole body as text; throws as soon as it exceeds `maxBytes`. */
const readText = (incoming: IncomingMessage, maxBytes: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= maxBytes) chunks.push(chunk)
      else reject(tooLarge(maxBytes))
    })
    incoming.once('end', () => {
      const body = Buffer.concat(chunks)
      if (isUtf8(body)) resolve(body.toString('utf8'))
      else reject(new AppError('bad_request', 'the body is not valid UTF-8'))
    })
    incoming.once('error', reject)
    incoming.once('close', () => {
      if (!incoming.complete)
        reject(new AppError('bad_request', 'the connection closed before the whole body arrived'))
    })
  })

/** Reads the body as text without the cost of building a web `Request`; throws 413 above `maxBytes`. */
export async function bodyText(
  c: Context<ServiceEnv>,
  maxBytes = defaultMaxBytes,
): Promise<string> {
  if (Number(headerOf(c, 'content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes)
  const incoming = incomingOf(c)
  const text = incoming ? await readText(incoming, maxBytes) : await c.req.text()
  if (text.length > maxBytes) throw tooLarge(maxBytes)
  return text
}

const bodyProblems = (maxBytes: number) =>
  documentedProblems({
    bad_request: 'the body is empty or not JSON',
    payload_too_large: `the body exceeds ${maxBytes / 1024} KiB`,
    unsupported_media_type: 'the content type is not `application/json`, or the body is encoded',
  })

/** UTF-8 and its subset; a quoted name is the same one. */
const readable = /^(["']?)(utf-?8|us-ascii)\1$/i
const charset = /^charset[ \t]*=[ \t]*/i

/** Whether a body of this content type is JSON in UTF-8. A parameter other than `charset` does not change how it is read. */
function isJson(type: string): boolean {
  const [media = '', ...parameters] = type.split(';').map((part) => part.trim())
  return (
    media.toLowerCase() === 'application/json' &&
    parameters.every((one) => !charset.test(one) || readable.test(one.replace(charset, '')))
  )
}

function checkType(c: Context<ServiceEnv>): void {
  const unsupported = (detail: string) => new AppError('unsupported_media_type', detail)
  const type = headerOf(c, 'content-type') ?? 'none'
  if (!isJson(type)) throw unsupported(`expected the content type application/json, found ${type}`)
  const encoding = (headerOf(c, 'content-encoding') ?? '').trim()
  if (!['', 'identity'].includes(encoding.toLowerCase()))
    throw unsupported(`expected a body without a content encoding, found ${encoding}`)
}

/**
 * Middleware for routes with a JSON body: answers 415 to another content type or an encoding, and 413 above `maxBytes`.
 *
 * @example app.put('/:sku', jsonBody(8 * 1024), validate('json', productBody), handler)
 */
export const jsonBody = (maxBytes = defaultMaxBytes): MiddlewareHandler<ServiceEnv> =>
  documented(bodyProblems(maxBytes), async (c, next) => {
    checkType(c)
    const text = await bodyText(c, maxBytes)
    if (text === '') throw new AppError('bad_request', 'expected a JSON body, found an empty one')
    c.req.bodyCache.text = text
    await next()
  })
