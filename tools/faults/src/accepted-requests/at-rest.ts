import { type TestPlatform, violated } from '../test-platform.ts'

export interface AtRest {
  readonly deadLetters: number
  readonly violated: readonly string[]
}

/** The dead letters and violations once every message is handled: one that fails is parked for a while before it is a dead letter. */
export async function readAtRest(
  { verify }: Pick<TestPlatform, 'verify'>,
  countDeadLetters: () => Promise<number>,
): Promise<AtRest> {
  const violations = violated(await verify())
  return { deadLetters: await countDeadLetters(), violated: violations }
}
