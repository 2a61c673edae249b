export interface ServerAnswer {
  /** The name of the server. */
  readonly server: string
  /** As on its monitoring port. */
  readonly data: unknown
}

interface Answer {
  readonly server: { readonly name: string }
  readonly data?: unknown
  readonly error?: { readonly description: string }
}

interface Collected {
  readonly answers: readonly ServerAnswer[]
  /** The errors that servers answered instead, each with the name of its server. */
  readonly refusals: readonly string[]
}

/** The answers of the broker's servers, until `isAll` of those with data, or until the replies end. */
export async function collectAnswers(
  replies: AsyncIterable<{ json<Shape>(): Shape }>,
  isAll: (answers: readonly ServerAnswer[]) => boolean,
): Promise<Collected> {
  const answers: ServerAnswer[] = []
  const refusals: string[] = []
  for await (const reply of replies) {
    const { server, data, error } = reply.json<Answer>()
    if (data === undefined) {
      refusals.push(`${server.name}: ${error?.description ?? 'no data'}`)
      continue
    }
    answers.push({ server: server.name, data })
    if (isAll(answers)) break
  }
  return { answers, refusals }
}
