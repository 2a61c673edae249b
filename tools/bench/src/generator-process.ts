import { openEdge, openHistory, openLoopConnections, prepareLoad, runLoad } from '@stoa/load'
import { notRunning, readState } from '@stoa/topology'
import type { GeneratorJob, GeneratorMessage, GeneratorSetup } from './generator.ts'

/** Runs in a separate process that only generates load, so that its CPU is measured separately. */
const send = (message: GeneratorMessage) => void process.send?.(message)

async function prepare({ home, pay, carrier, customers, orders }: GeneratorSetup) {
  const state = readState(home)
  if (!state) throw new Error(notRunning(home))
  const edge = openEdge(state, { connections: openLoopConnections, timeoutMs: 10_000 })
  return {
    edge,
    home,
    load: await prepareLoad(edge, { pay, carrier, customers, orders, hot: false }),
  }
}

type Prepared = Awaited<ReturnType<typeof prepare>>

async function run({ edge, home, load }: Prepared, job: GeneratorJob): Promise<void> {
  const { ratePerSecond, seconds, settleSeconds } = job
  const history = openHistory(home)
  const result = await runLoad(
    { edge, history, report: (progress) => send({ progress }) },
    {
      ...load,
      ...{ ratePerSecond, seconds, settleMs: settleSeconds * 1000, giveUpAfterMs: 60_000 },
      maxOutstanding: Math.max(500, ratePerSecond * 5),
      runId: `bench-${process.pid}-${Date.now().toString(36)}`,
    },
  )
  await history.close()
  send({ result })
}

let prepared: Promise<Prepared> | undefined
process.on('message', (message: { setup: GeneratorSetup } | { job: GeneratorJob }) => {
  const handle = async () => {
    if ('setup' in message) {
      prepared = prepare(message.setup)
      await prepared
      return send({ ready: true })
    }
    if (prepared) await run(await prepared, message.job)
  }
  handle().catch((error: Error) => send({ failed: error.message }))
})
process.on('disconnect', () => process.exit(0))
