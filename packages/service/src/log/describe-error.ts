import { redacted, redactText } from './redact-text.ts'

/** What an error may be asked for: libraries keep requests, responses, rows and credentials in their other fields. */
const errorFields = [
  ...['code', 'status', 'statusCode', 'errno', 'syscall', 'severity', 'routine'],
  ...['schema', 'table', 'column', 'constraint', 'dataType', 'attempted', 'signal'],
]

/** Postgres quotes the value that it does not take. */
const withoutQuotedValue = (message: string): string =>
  message.replaceAll(/: ".*"/gs, `: ${redacted}`)

/** The message of an error as a log or a table of failures may hold it. */
export function errorText(error: unknown, most?: number): string {
  if (!(error instanceof Error)) return redactText(String(error), most)
  const isSql = 'severity' in error
  return redactText(isSql ? withoutQuotedValue(error.message) : error.message, most)
}

const nameOf = ({ name }: Error): string => (/^[A-Za-z]\w{0,40}$/.test(name) ? name : 'Error')

const fieldOf = (value: unknown): unknown =>
  typeof value === 'string' ? redactText(value, 100) : typeof value === 'number' ? value : undefined

export function describeError(error: Error, causes = 4): Record<string, unknown> {
  const known = error as unknown as Record<string, unknown>
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    type: redactText(nameOf(error)),
    message: errorText(error),
    ...Object.fromEntries(
      errorFields.flatMap((name) =>
        known[name] === undefined ? [] : [[name, fieldOf(known[name])]],
      ),
    ),
    stack: redactText(frames.join('\n')),
    ...(error.cause !== undefined && causes > 0 && { cause: causeOf(error.cause, causes - 1) }),
  }
}

const causeOf = (cause: unknown, causes: number): unknown =>
  cause instanceof Error ? describeError(cause, causes) : errorText(cause)
