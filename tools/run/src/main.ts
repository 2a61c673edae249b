import { homeOf } from '@stoa/topology'
import { parseStartOptions } from '../bin/options.js'
import { type BegunPlatform, beginPlatform } from './platform.ts'
import { addressBlock, openReport } from './report.ts'

const options = parseStartOptions(process.argv.slice(2))
const startedAt = Number(process.env.STOA_STARTED_AT ?? Date.now() - process.uptime() * 1000)
const seconds = () => (Date.now() - startedAt) / 1000
const home = homeOf(process.env)
const out = options.json ? process.stderr : process.stdout
const report = openReport(out, seconds)

let asked = 0
let platform: BegunPlatform | undefined

function stop(reason: string): void {
  if (++asked > 1) {
    platform?.killAll()
    return
  }
  report.say(`${reason}: stopping everything`)
  void stopped()
}

async function stopped(): Promise<void> {
  if (!platform) return
  await platform.stop()
  report.say('everything has stopped')
  process.exit(process.exitCode ?? 0)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => stop(signal))
if (process.channel) {
  process.on('disconnect', () => stop('whoever started us has gone'))
  process.channel.unref()
}

try {
  report.say(`starting Stoa in ${home}`)
  platform = await beginPlatform({ ...options, home, say: report.say, onReady: report.onReady })
  if (asked > 0) await stopped()
  await platform.ready
  report.end()
  const { edge = '', ...others } = platform.urls
  const taken = seconds()
  if (options.json)
    process.stdout.write(
      `${JSON.stringify({ ready: true, seconds: Number(taken.toFixed(2)), urls: { gateway: edge, ...others } })}\n`,
    )
  else out.write(addressBlock(platform.urls, platform.state.caFile, taken, home))
} catch (error) {
  if (asked === 0) {
    report.end()
    report.say(`stoa: ${error instanceof Error ? error.message : error}`)
    process.exitCode = 1
    if (platform) await stopped()
    process.exit(1)
  }
}
