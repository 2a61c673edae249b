import { openEdge, openHistory, openLoopConnections, prepareLoad, runLoad } from '@stoa/load'
import { readState } from '@stoa/topology'
import type { GeneratorJob, GeneratorNews, GeneratorSetup } from './generator.ts'

/** A process that does nothing but offer load, so that its cost is told apart. */
const tell = (news: GeneratorNews) => void process.send?.(news)

async function prepare({ home, pay, carrier, customers, orders }: GeneratorSetup) {
  const state = readState(home)
  if (!state) throw new Error(`no platform runs at ${home}`)
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
    { edge, history, report: (now) => tell({ now }) },
    {
      ...load,
      ...{ ratePerSecond, seconds, settleMs: settleSeconds * 1000, giveUpAfterMs: 60_000 },
      maxOutstanding: Math.max(500, ratePerSecond * 5),
      runId: `bench-${process.pid}-${Date.now().toString(36)}`,
    },
  )
  await history.close()
  tell({ result })
}

let prepared: Promise<Prepared> | undefined
process.on('message', (message: { setup: GeneratorSetup } | { job: GeneratorJob }) => {
  const work = async () => {
    if ('setup' in message) {
      prepared = prepare(message.setup)
      await prepared
      return tell({ ready: true })
    }
    if (prepared) await run(await prepared, message.job)
  }
  work().catch((error: Error) => tell({ failed: error.message }))
})
process.on('disconnect', () => process.exit(0))
