/**
 * `npm run telemetry-faults -w @stoa/faults` sends a running platform bad telemetry, kills what observes it and fills the disk of
 * Prometheus while orders are placed. It needs the collector and Jaeger (`npx stoa tools build collector`, `… jaeger`) and a user
 * that may mount a volume, and prints a line of JSON for each fault. Exit status: 0 each was counted, no order was lost and no
 * process held more than its bound of memory; 1 otherwise; 2 while the collector or Jaeger is missing.
 */

import { exitWithoutObservers } from './missing-observers.ts'
import { openTelemetryRun } from './telemetry-faults/open.ts'
import { otlpFaults } from './telemetry-faults/otlp-faults.ts'
import { processFaults } from './telemetry-faults/process-faults.ts'
import { runTelemetryFault } from './telemetry-faults/run.ts'
import { violated } from './test-platform.ts'

/** The collector and Jaeger refuse at 256 and 512 MiB of heap; the rest is what their Go runtime adds. */
const mostMiB: Readonly<Record<string, number>> = {
  ...{ collector: 512, jaeger: 1_024, prometheus: 512, alertmanager: 128 },
}
const print = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`)

exitWithoutObservers()

const run = await openTelemetryRun()
try {
  let failed = 0
  for (const fault of [...otlpFaults, ...processFaults]) {
    const report = await runTelemetryFault(run, fault)
    const bounded = Object.entries(report.peakMiB).every(
      ([name, mib]) => mib <= (mostMiB[name] ?? 0),
    )
    const ok = report.counted > 0 && report.lost === 0 && bounded
    print({ ...report, ok })
    if (!ok) failed += 1
  }
  const violations = violated(await run.shop.verify())
  print({ violations })
  process.exitCode = failed + violations.length > 0 ? 1 : 0
} finally {
  await run.close()
}
