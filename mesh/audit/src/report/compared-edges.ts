import { edgeKey, type Graphs } from '../graphs/edges.ts'

export interface ComparedEdge {
  readonly call: string
  readonly declared: string
  readonly permitted: string
  readonly observed: string
}

/** Every call in any of the three graphs, and whether each graph contains it; `–` for a graph without input. */
export function comparedEdges({ declared, permitted, observed }: Graphs): readonly ComparedEdge[] {
  const keys = (edges: readonly { from: string; to: string }[] = []) => new Set(edges.map(edgeKey))
  const [declaredKeys, permittedKeys] = [keys(declared), keys(permitted)]
  const observedEdges = new Map((observed ?? []).map((edge) => [edgeKey(edge), edge]))
  const all = [...new Set([...declaredKeys, ...permittedKeys, ...observedEdges.keys()])].sort()
  return all.map((call) => ({
    call,
    declared: declared === undefined ? '–' : declaredKeys.has(call) ? 'yes' : 'no',
    permitted: permittedKeys.has(call) ? 'yes' : 'no',
    observed:
      observed === undefined
        ? '–'
        : observedEdges.has(call)
          ? `${observedEdges.get(call)?.calls} calls`
          : 'no',
  }))
}
