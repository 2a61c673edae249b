import { homeOf, type PlatformState, readState } from '@stoa/topology'

/** A command cannot do its work here and now: exit status 2. */
export class CannotRun extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'CannotRun'
  }
}

/** What runs at this home; throws CannotRun when nothing does. */
export function runningPlatform(home = homeOf(process.env)): PlatformState {
  const state = readState(home)
  if (!state) throw new CannotRun('no platform runs here; `npm start` starts one')
  if (!state.ready) throw new CannotRun('the platform is not ready yet')
  return state
}
