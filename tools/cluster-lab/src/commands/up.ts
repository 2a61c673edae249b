import { parseArgs } from 'node:util'
import { labHome } from '../places.ts'
import { startLab } from '../up/up.ts'

/** Runs a lab until it is asked to stop. */
export async function up(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } })
  const home = labHome(process.env)
  const log = (line: string) => void process.stderr.write(`${line}\n`)
  const startedAt = performance.now()
  const lab = await startLab(home, log)
  const asked = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, resolve)
  })
  try {
    const early = await Promise.race([lab.ready, asked])
    if (early) return 0
    const seconds = Number(((performance.now() - startedAt) / 1_000).toFixed(1))
    const kubeconfig = `${home}/admin.kubeconfig`
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ ready: true, seconds, kubeconfig, urls: lab.urls })}\n`
        : `the lab is ready after ${seconds} s; KUBECONFIG=${kubeconfig}\n`,
    )
    await asked
    return 0
  } finally {
    await lab.stop()
    log('the lab has stopped')
  }
}
