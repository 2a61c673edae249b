/**
 * Errors of sockets and of undici after which nothing has reached the other side: there was no connection, or the
 * request was rejected before it was written. After every other error the other side may have carried it out.
 */
const notSent = new Set([
  'EACCES',
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EMFILE',
  'ENETDOWN',
  'ENETUNREACH',
  'ENFILE',
  'ENOENT',
  'ENOTFOUND',
  'UND_ERR_BPL_MISSING_UPSTREAM',
  'UND_ERR_CLOSED',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_INVALID_ARG',
  'UND_ERR_MAX_ORIGINS_REACHED',
  'UND_ERR_NOT_SUPPORTED',
  'UND_ERR_PRX_CONN',
  'UND_ERR_PRX_TLS',
  'UND_ERR_SOCKS5',
])

/** Whether the request of a call that failed with this error may have reached the other side. */
export const mayHaveBeenSent = (error: unknown): boolean =>
  !(error instanceof Error && 'code' in error && notSent.has(String(error.code)))
