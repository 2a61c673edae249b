import { type Logger, pino } from 'pino'
import { openLogOutput } from './log-output.ts'
import { currentSpan } from './trace.ts'

export type Log = Logger

const output = openLogOutput()

const secret = [
  'token',
  'authorization',
  'password',
  'address',
  'label',
  '*.token',
  '*.authorization',
  // Postgres quotes rows in these.
  'err.detail',
  'err.where',
]

/** JSON lines on standard output, each with the ids of the trace that it belongs to. */
export const createLog = (service: string, level = 'info', instance = service): Log =>
  pino(
    {
      level,
      base: { service, instance },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secret, censor: '[redacted]' },
      mixin() {
        const span = currentSpan()
        return span ? { trace_id: span.traceId, span_id: span.spanId } : {}
      },
    },
    output,
  )
