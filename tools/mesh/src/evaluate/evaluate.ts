import type { MeshModel } from '../model/mesh-model.ts'
import type { Question } from './question.ts'
import type { Verdict } from './verdict.ts'

/** What the mesh answers to a request, and which policy, rule and field say so. Pure. */
export function evaluate(_model: MeshModel, _question: Question): Verdict {
  throw new Error('being written')
}
