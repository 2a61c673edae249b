import { CannotRun, homeOf, notRunning, type PlatformState, readState } from '@stoa/topology'

/** The state of the platform in `home`. @throws CannotRun unless it is ready */
export function readRunningPlatform(home = homeOf(process.env)): PlatformState {
  const state = readState(home)
  if (!state) throw new CannotRun(notRunning(home))
  if (!state.ready)
    throw new CannotRun('the platform is still starting; `npx stoa status` shows when it is ready')
  return state
}
