import { CannotRun, homeOf } from '@stoa/topology'
import { parseStartOptions } from '../bin/options.js'
import { launchPlatform, type StartingPlatform } from './platform.ts'
import { addressBlock, openReport } from './report.ts'
import { openStopRequests } from './stop-requests.ts'
import { launchersVariable, readLaunchers, watchLaunchers } from './watch-launchers.ts'

const options = parseStartOptions(process.argv.slice(2))
const startedAt = Number(process.env.STOA_STARTED_AT ?? Date.now() - process.uptime() * 1000)
const seconds = () => (Date.now() - startedAt) / 1000
const home = homeOf(process.env)
const out = options.json ? process.stderr : process.stdout
const report = openReport(out, seconds)
const launchers = readLaunchers(process.env)
delete process.env[launchersVariable]

// Writing to a closed terminal or pipe fails, which must not keep the runner from stopping everything.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

let platform: StartingPlatform | undefined
let stopping = false

function stop(reason: string): void {
  if (stopping) return
  stopping = true
  report.log(`${reason}: stopping everything`)
  if (platform) void stopAndExit(platform)
}

async function stopAndExit(starting: StartingPlatform): Promise<void> {
  await starting.stop()
  report.log('everything has stopped')
  process.exit(process.exitCode ?? 0)
}

const requests = openStopRequests()
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (requests(Date.now()) === 'impatient') platform?.killAll()
    stop(signal)
  })

const stopWatching = watchLaunchers(launchers, ({ name, pid }) =>
  stop(`${name} (pid ${pid}), which started this, has ended`),
)
process.on('SIGHUP', () => {
  // npm restores SIGHUP's default action: under nohup it ends with the terminal, and the platform must not.
  if (launchers.ignoresHangup) stopWatching()
  else stop('SIGHUP')
})
if (process.channel) {
  process.on('disconnect', () => stop('start.js has ended'))
  process.channel.unref()
}

try {
  report.log(`starting Stoa in ${home}`)
  platform = await launchPlatform({ ...options, home, log: report.log, onReady: report.onReady })
  if (stopping) await stopAndExit(platform)
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
  if (!stopping) {
    report.end()
    report.log(`stoa: ${error instanceof Error ? error.message : error}`)
    process.exitCode = error instanceof CannotRun ? 2 : 1
    if (platform) await stopAndExit(platform)
  }
  if (!platform) process.exit(process.exitCode ?? 0)
}
