import { CannotRun, homeOf, type PlatformState, readRunningState } from '@stoa/topology'

/** The state of the platform in `home`. @throws CannotRun unless it is ready */
export function readRunningPlatform(home = homeOf(process.env)): PlatformState {
  const state = readRunningState(home)
  if (!state.ready)
    throw new CannotRun('the platform is still starting; `npx stoa status` shows when it is ready')
  return state
}
