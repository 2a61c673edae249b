import { z } from 'zod'
import { MeshError } from '../model/problem.ts'

/** Reads and replaces the active fault files. */
export interface FaultControl {
  readonly setFaults: (files: readonly string[]) => Promise<void>
  readonly faults: () => readonly string[]
}

export interface Reply {
  readonly status: number
  readonly body: object
}

const putBody = z.strictObject({ files: z.array(z.string().min(1)) })

/** GET returns the active fault files; PUT `{ files }` replaces them, and an empty list deactivates all. */
export async function answerFaults(
  { faults, setFaults }: FaultControl,
  method: string,
  body: unknown,
): Promise<Reply> {
  const active = (): Reply => ({ status: 200, body: { faults: faults() } })
  if (method === 'GET') return active()
  if (method !== 'PUT')
    return { status: 405, body: { message: `method ${method} is not allowed; use GET or PUT` } }
  const { data, error: invalid } = putBody.safeParse(body)
  if (invalid) return { status: 400, body: { message: z.prettifyError(invalid) } }
  try {
    await setFaults(data.files)
    return active()
  } catch (error) {
    if (error instanceof MeshError) return { status: 422, body: { problems: error.problems } }
    throw error
  }
}
