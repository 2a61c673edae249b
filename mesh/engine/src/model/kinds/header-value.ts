type State = 'text' | 'name' | 'arguments' | 'string' | 'quoted' | 'after quoted' | 'close' | 'end'

interface Step {
  readonly state: State
  readonly skip?: boolean
  readonly error?: string
}

const unexpected = (state: State, wanted: string): Step => ({
  state,
  error: `invalid header configuration: ${wanted} expected`,
})

/** One step of Envoy's parser of `%VARIABLE(arguments)%`. */
function step(state: State, char: string, next: string | undefined): Step {
  switch (state) {
    case 'text':
      if (char !== '%') return { state }
      if (next === undefined) return { state, error: 'invalid header configuration: un-escaped %' }
      return next === '%' ? { state, skip: true } : { state: 'name' }
    case 'name':
      if (char === '%') return { state: 'text' }
      return { state: char === '(' ? 'arguments' : 'name' }
    case 'arguments':
      if (char === '[') return { state: 'quoted' }
      return { state: char === ' ' ? state : 'string' }
    case 'quoted':
      if (char === '"') return { state: 'string' }
      return char === ' ' ? { state } : unexpected(state, '"')
    case 'string':
      if (char === '\\')
        return next === undefined ? unexpected(state, 'a character') : { state, skip: true }
      if (char === ')') return { state: 'end' }
      return { state: char === '"' ? 'after quoted' : state }
    case 'after quoted':
      if (char === ',') return { state: 'quoted' }
      if (char === ']') return { state: 'close' }
      return char === ' ' ? { state } : unexpected(state, ', or ]')
    case 'close':
      if (char === ')') return { state: 'end' }
      return char === ' ' ? { state } : unexpected(state, ')')
    case 'end':
      if (char === '%') return { state: 'text' }
      return char === ' ' ? { state } : unexpected(state, '%')
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what a header must not hold
const printable = /^[^\u0000-\u0008\u000a-\u001f\u007f]*$/

/** Why Envoy would reject a header value, or undefined. */
export function headerValueError(value: string): string | undefined {
  if (!printable.test(value)) return `header value configuration ${value} is invalid`
  let state: State = 'text'
  for (let at = 0; at < value.length; at += 1) {
    const taken = step(state, value[at] ?? '', value[at + 1])
    if (taken.error !== undefined) return taken.error
    state = taken.state
    if (taken.skip) at += 1
  }
  return state === 'text'
    ? undefined
    : `invalid header configuration: un-terminated variable expression '${value}'`
}
