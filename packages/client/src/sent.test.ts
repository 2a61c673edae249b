import { errors } from 'undici'
import { describe, expect, it } from 'vitest'
import { mayHaveBeenSent } from './sent.ts'

const sent: Readonly<Record<string, boolean>> = {
  UND_ERR: true,
  UND_ERR_ABORT: true,
  UND_ERR_ABORTED: true,
  UND_ERR_BODY_TIMEOUT: true,
  UND_ERR_BPL_MISSING_UPSTREAM: false,
  UND_ERR_CLOSED: false,
  UND_ERR_CONNECT_TIMEOUT: false,
  UND_ERR_DESTROYED: true,
  UND_ERR_HEADERS_OVERFLOW: true,
  UND_ERR_HEADERS_TIMEOUT: true,
  UND_ERR_INFO: true,
  UND_ERR_INVALID_ARG: false,
  UND_ERR_INVALID_RETURN_VALUE: true,
  UND_ERR_MAX_ORIGINS_REACHED: false,
  UND_ERR_NOT_SUPPORTED: false,
  UND_ERR_PRX_CONN: false,
  UND_ERR_PRX_TLS: false,
  UND_ERR_REDIRECT_MAX: true,
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: true,
  UND_ERR_REQ_RETRY: true,
  UND_ERR_RESPONSE: true,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: true,
  UND_ERR_RES_EXCEEDED_MAX_SIZE: true,
  UND_ERR_SOCKET: true,
  UND_ERR_SOCKS5: false,
  UND_ERR_WS_MESSAGE_SIZE_EXCEEDED: true,
  ERR_WEBASSEMBLY_NOT_SUPPORTED: true,
  HPE_INVALID_CONSTANT: true,
  EACCES: false,
  EAI_AGAIN: false,
  ECONNABORTED: true,
  ECONNREFUSED: false,
  ECONNRESET: true,
  EHOSTUNREACH: false,
  EMFILE: false,
  ENETUNREACH: false,
  ENOENT: false,
  ENOTFOUND: false,
  EPIPE: true,
  ETIMEDOUT: true,
}

const failed = (code: string) => Object.assign(new Error('failed'), { code })

describe('a request may have been sent', () => {
  it.each(Object.entries(sent))('after %s: %s', (code, expected) => {
    expect(mayHaveBeenSent(failed(code))).toBe(expected)
  })

  it.each([new Error('no response within 5 ms'), 'text', undefined])('after %s', (error) => {
    expect(mayHaveBeenSent(error)).toBe(true)
  })

  it('or not is known for every error that undici has', () => {
    type Made = new (message: string, status: number, more: object) => Error & { code?: string }
    const codes = Object.values(errors).map(
      (Kind) => new (Kind as unknown as Made)('x', 500, { headers: {} }).code,
    )
    const undicis = codes.filter((code) => String(code).startsWith('UND_ERR'))
    expect(undicis.length).toBeGreaterThan(20)
    expect(undicis.filter((code) => !(String(code) in sent))).toEqual([])
  })
})
