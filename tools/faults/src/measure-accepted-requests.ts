/**
 * `npm run accepted-requests -w @stoa/faults -- --requests 20000 --seed 1` sends requests that are generated from the
 * schemas of every operation with a body, with hostile text, and follows each accepted order to its end. It prints a line of
 * JSON with the counts by operation and reason, and what is wrong with them. Exit status: 0 every order ended as its business
 * said, without dead letters and violations, and enough requests were accepted and orders confirmed; 1 otherwise.
 */
import { parseArgs } from 'node:util'
import { faultsOf } from './accepted-requests/judge.ts'
import { runAcceptedRequests } from './accepted-requests/run.ts'
import { openTestPlatform } from './test-platform.ts'

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '20000' },
    seed: { type: 'string' },
  },
})

const shop = await openTestPlatform()
try {
  const report = await runAcceptedRequests(
    shop,
    Number(values.requests),
    values.seed === undefined ? undefined : Number(values.seed),
  )
  process.stdout.write(`${JSON.stringify(report)}\n`)
  const faults = faultsOf(report)
  for (const fault of faults) process.stderr.write(`${fault}\n`)
  process.exitCode = faults.length > 0 ? 1 : 0
} finally {
  await shop.close()
}
