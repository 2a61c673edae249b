export interface Position {
  readonly file: string
  readonly line: number
}

export interface Problem extends Position {
  /**
   * Dotted path inside the resource, such as `spec.rules[0].from`; empty for the whole document.
   */
  readonly field: string
  readonly message: string
}

/** Formats a problem as `file:line: field: message`. */
export const describeProblem = ({ file, line, field, message }: Problem): string =>
  field === '' ? `${file}:${line}: ${message}` : `${file}:${line}: ${field}: ${message}`

/** All problems of a mesh's files, not only the first. */
export class MeshError extends Error {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(describeProblem).join('\n'))
    this.name = 'MeshError'
    this.problems = problems
  }
}
