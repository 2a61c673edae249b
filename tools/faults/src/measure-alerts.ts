/**
 * `npm run alerts -w @stoa/faults -- --faults nats-down,denied-call` breaks a platform under constant traffic, one fault after the
 * other, and compares what fires and what Alertmanager sends with the alert that is meant for the fault. It needs the collector and
 * Jaeger (`npx stoa tools build collector`, `… jaeger`). Exit status: 0 each fault fired its alert and paged nothing else; 1
 * otherwise; 2 for an unknown fault, or while the collector or Jaeger is missing.
 */
import { parseArgs } from 'node:util'
import { faults } from './alerts/faults.ts'
import { openAlertRun } from './alerts/open.ts'
import { runFault } from './alerts/run.ts'
import { textOf } from './alerts/text.ts'
import { exitWithoutObservers } from './missing-observers.ts'

const { values } = parseArgs({
  options: {
    /** By default all. */
    faults: { type: 'string' },
    /** Leaves alerts out, to see the run fail. */
    without: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
})

const names = values.faults?.split(',') ?? faults.map(({ name }) => name)
const unknown = names.filter((wanted) => !faults.some(({ name }) => name === wanted))
if (unknown.length > 0) {
  const known = faults.map(({ name }) => name).join(', ')
  process.stderr.write(`unknown faults: ${unknown.join(', ')}; there are ${known}\n`)
  process.exit(2)
}

exitWithoutObservers()

const run = await openAlertRun(values.without.split(',').filter(Boolean))
try {
  // The late orders of a start burn error budgets.
  const burnt = await run.budgets.restore()
  if (burnt.length > 0) throw new Error(`error budgets do not come back: ${burnt.join(', ')}`)
  let failed = 0
  for (const fault of faults.filter(({ name }) => names.includes(name))) {
    const report = await runFault(run, fault)
    process.stdout.write(`${values.json ? JSON.stringify(report) : textOf(fault, report)}\n`)
    if (!report.ok) failed += 1
  }
  process.exitCode = failed > 0 ? 1 : 0
} finally {
  await run.close()
}
