export * from './trace/batch-span.ts'
export * from './trace/context.ts'
export { failSpan, inSpan, SpanKind, type SpanOptions, startSpan, withSpan } from './trace/span.ts'
export { startTracing, type TracingOptions } from './trace/start.ts'
