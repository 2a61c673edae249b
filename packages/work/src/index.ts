export * from './back-off.ts'
export * from './batch.ts'
export * from './leased-tasks.ts'
export * from './linger.ts'
