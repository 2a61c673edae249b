import type { Kubectl } from '../check/kubectl.ts'

/** What the API server answers; undefined where it has none of it. @throws CannotRun where it refuses to say */
export async function answerOf(
  kubectl: Kubectl,
  args: readonly string[],
): Promise<string | undefined> {
  try {
    return await kubectl(args)
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    if (/NotFound|ServiceUnavailable|doesn't have a resource type/.test(message)) return undefined
    throw error
  }
}
