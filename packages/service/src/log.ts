import { type Logger, pino } from 'pino'
import { currentLogFields } from './log/context.ts'
import { errorText } from './log/describe-error.ts'
import type { Loggable } from './log/known-fields.ts'
import { redactFields } from './log/redact.ts'
import { redactText } from './log/redact-text.ts'
import { type LogOutput, openLogOutput } from './log-output.ts'
import { currentSpan } from './trace.ts'

export { type LogFields, withLogFields } from './log/context.ts'
export { errorText } from './log/describe-error.ts'
export { switchLevelOnSignal } from './log/level-switch.ts'

/** Writes a line. A field that may hold a text has to be one of the known fields; there are no loggers with fields of their own. */
interface WriteLine {
  <Fields extends object>(fields: Fields & Loggable<Fields>, text?: string): void
  (error: Error, text?: string): void
  (text: string): void
}

type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'

export type Log = Pick<Logger, 'level' | 'isLevelEnabled' | 'flush'> &
  Readonly<Record<Level, WriteLine>>

const standardOutput = openLogOutput()

/** A line without a text has that of its error. */
const messageIn = (fields: unknown): string | undefined => {
  const { err } = (fields ?? {}) as { err?: unknown }
  return err instanceof Error ? errorText(err) : undefined
}

/**
 * Creates a logger that writes JSON lines to standard output, each with the ids of the current span, order and customer,
 * and none with a secret or a person's data.
 *
 * @example createLog('orders', env.LOG_LEVEL, env.INSTANCE).info({ orderId }, 'order placed')
 */
export const createLog = (
  service: string,
  level = 'info',
  instance = service,
  output: LogOutput = standardOutput,
): Log =>
  pino(
    {
      level,
      base: { service, instance },
      timestamp: pino.stdTimeFunctions.isoTime,
      // Errors are described with the other fields.
      serializers: { err: (error) => error },
      formatters: { level: (label) => ({ level: label }), log: redactFields },
      hooks: {
        logMethod(args, method) {
          const [first, second] = args as unknown[]
          const fields = first instanceof Error ? { err: first } : first
          const text = typeof first === 'string' ? first : (second ?? messageIn(fields))
          const redacted = redactText(String(text ?? ''))
          if (typeof first === 'string') method.apply(this, [redacted])
          else method.apply(this, [fields, redacted])
        },
      },
      mixin() {
        const span = currentSpan()
        return {
          ...(span && { trace_id: span.traceId, span_id: span.spanId }),
          ...currentLogFields(),
        }
      },
    },
    output,
  )
