import { edgeKey, type Graphs } from '../graphs/edges.ts'

export interface ComparedEdge {
  readonly call: string
  readonly declared: string
  readonly permitted: string
  readonly observed: string
}

/** Every call that any of the three graphs knows, with what each of them says; `–` where nobody looked. */
export function comparedEdges({ declared, permitted, observed }: Graphs): readonly ComparedEdge[] {
  const keys = (edges: readonly { from: string; to: string }[] = []) => new Set(edges.map(edgeKey))
  const [meant, allowed] = [keys(declared), keys(permitted)]
  const used = new Map((observed ?? []).map((edge) => [edgeKey(edge), edge]))
  const all = [...new Set([...meant, ...allowed, ...used.keys()])].sort()
  return all.map((call) => ({
    call,
    declared: declared === undefined ? '–' : meant.has(call) ? 'yes' : 'no',
    permitted: allowed.has(call) ? 'yes' : 'no',
    observed:
      observed === undefined ? '–' : used.has(call) ? `${used.get(call)?.calls} calls` : 'no',
  }))
}
