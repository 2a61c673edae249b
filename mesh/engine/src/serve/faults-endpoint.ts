import { z } from 'zod'
import { MeshError } from '../model/problem.ts'

/** Who may say which faults are in force. */
export interface FaultControl {
  readonly setFaults: (files: readonly string[]) => Promise<void>
  readonly faults: () => readonly string[]
}

export interface Reply {
  readonly status: number
  readonly body: object
}

const wanted = z.strictObject({ files: z.array(z.string().min(1)) })

/** GET tells which fault files are in force; PUT `{ files }` puts others in their place, none resets. */
export async function answerFaults(
  { faults, setFaults }: FaultControl,
  method: string,
  body: unknown,
): Promise<Reply> {
  const inForce = (): Reply => ({ status: 200, body: { faults: faults() } })
  if (method === 'GET') return inForce()
  if (method !== 'PUT') return { status: 405, body: { message: 'GET and PUT are answered' } }
  const { data, error } = wanted.safeParse(body)
  if (error) return { status: 400, body: { message: z.prettifyError(error) } }
  try {
    await setFaults(data.files)
    return inForce()
  } catch (refused) {
    if (refused instanceof MeshError) return { status: 422, body: { problems: refused.problems } }
    throw refused
  }
}
