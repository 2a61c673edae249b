import { type Logger, pino } from 'pino'
import { openLogOutput } from './log-output.ts'
import { currentSpan } from './trace.ts'

export type Log = Logger

const output = openLogOutput()

const redactedPaths = [
  'token',
  'authorization',
  'password',
  'address',
  'label',
  '*.token',
  '*.authorization',
  // Postgres quotes row values in these fields of an error.
  'err.detail',
  'err.where',
]

/**
 * Creates a logger that writes JSON lines to standard output, each with the ids of the current span.
 *
 * @example createLog('orders', env.LOG_LEVEL, env.INSTANCE).info({ orderId }, 'order placed')
 */
export const createLog = (service: string, level = 'info', instance = service): Log =>
  pino(
    {
      level,
      base: { service, instance },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: redactedPaths, censor: '[redacted]' },
      mixin() {
        const span = currentSpan()
        return span ? { trace_id: span.traceId, span_id: span.spanId } : {}
      },
    },
    output,
  )
