/** The edge gave no answer, or not the one that was needed; `status` is absent without an answer. */
export class EdgeError extends Error {
  readonly status: number | undefined
  constructor(message: string, status?: number) {
    super(message)
    this.name = 'EdgeError'
    this.status = status
  }
}
