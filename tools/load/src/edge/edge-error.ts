import { CannotRun } from '@stoa/topology'

const shownCharacters = 500

/** The edge sent no response, or not the expected one; `status` is undefined without a response. */
export class EdgeError extends CannotRun {
  readonly status: number | undefined
  constructor(message: string, status?: number, options?: ErrorOptions) {
    super(message, options)
    this.name = 'EdgeError'
    this.status = status
  }

  /** `operation` says what was sent or for what, `expected` which status. */
  static ofResponse(
    operation: string,
    expected: string,
    { status, text }: { readonly status: number; readonly text: string },
  ): EdgeError {
    const body = text.slice(0, shownCharacters)
    return new EdgeError(`${operation}: expected ${expected}, received ${status} ${body}`, status)
  }
}
