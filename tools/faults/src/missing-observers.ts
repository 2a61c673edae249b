import { findBuilt } from '@stoa/run'

/** What keeps the collector and Jaeger from running on a platform that is observed, each with its remedy. */
export function missingObservers(env: NodeJS.ProcessEnv, find = findBuilt): string[] {
  const missing = ['collector', 'jaeger'].filter((name) => !find(name))
  return [
    ...missing.map((name) => `${name} is not here; \`npx stoa tools build ${name}\` builds it`),
    ...(env.OTEL_EXPORTER_OTLP_ENDPOINT
      ? ['OTEL_EXPORTER_OTLP_ENDPOINT is set, so the collector gets no spans; unset it']
      : []),
  ]
}

/** Ends the process with exit status 2 where one of them is missing: its panels and faults would not be looked at. */
export function exitWithoutObservers(): void {
  const missing = missingObservers(process.env)
  if (missing.length === 0) return
  process.stderr.write(`${missing.join('\n')}\n`)
  process.exit(2)
}
