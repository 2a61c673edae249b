import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startNats, startPostgres } from '../src/standalone.ts'

/** One Postgres and one nats-server for all database tests of a run. */
export default async function setup(): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), 'stoa-test-'))
  const started = await Promise.allSettled([startPostgres(home), startNats(home)])
  const running = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const teardown = async () => {
    await Promise.all(running.map(({ stop }) => stop()))
    rmSync(home, { recursive: true, force: true })
  }
  const failed = started.find((one) => one.status === 'rejected')
  if (failed) {
    await teardown()
    throw failed.reason
  }
  const [postgres, nats] = running
  process.env.TEST_POSTGRES = postgres?.url
  process.env.TEST_POSTGRES_LOG = join(home, 'logs/postgres.log')
  process.env.TEST_NATS_URL = nats?.url
  return teardown
}
