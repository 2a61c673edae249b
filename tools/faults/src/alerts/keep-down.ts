import { setTimeout as wait } from 'node:timers/promises'
import type { Platform } from '@stoa/run'
import type { Heal } from './fault.ts'

/** Often enough that no scrape finds the process while it is up. */
const lookEveryMs = 20

/** Kills a process, and again whenever it has started, until it is healed. */
export async function keepDown(platform: Platform, name: string): Promise<Heal> {
  let healed = false
  const isReady = () => platform.state.resources.find((one) => one.name === name)?.state === 'ready'
  const killing = (async () => {
    while (!healed) {
      if (isReady()) await platform.kill(name, 'SIGKILL')
      await wait(lookEveryMs)
    }
  })()
  return async () => {
    healed = true
    await killing
    await platform.whenReady(name)
  }
}
