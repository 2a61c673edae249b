export type NatsValue = string | readonly NatsValue[] | { readonly [key: string]: NatsValue }

interface Token {
  readonly text: string
  readonly line: number
  readonly quoted: boolean
}

class Unreadable extends Error {
  readonly line: number
  constructor(message: string, line: number) {
    super(message)
    this.line = line
  }
}

/** Parses nats-server's configuration format, in which quotes, commas, colons and equals signs are optional. */
export function parseNats(
  text: string,
): { readonly value: NatsValue } | { readonly message: string; readonly line: number } {
  const tokens = tokensOf(text)
  let at = 0
  const peek = () => tokens[at]
  const take = (): Token => {
    const token = tokens[at]
    if (token === undefined)
      throw new Unreadable('unexpected end of file', tokens.at(-1)?.line ?? 1)
    at += 1
    return token
  }
  const isMark = (token: Token | undefined, marks: string) =>
    token !== undefined && !token.quoted && token.text.length === 1 && marks.includes(token.text)
  const skip = (marks: string) => {
    while (isMark(peek(), marks)) at += 1
  }
  const value = (): NatsValue => {
    const token = take()
    if (isMark(token, '{')) return object(true)
    if (isMark(token, '[')) return list()
    if (isMark(token, ']}')) throw new Unreadable(`unexpected ${token.text}`, token.line)
    return token.text
  }
  const list = (): NatsValue => {
    const items: NatsValue[] = []
    for (skip(','); !isMark(peek(), ']'); skip(',')) items.push(value())
    take()
    return items
  }
  const object = (closed: boolean): NatsValue => {
    const fields: Record<string, NatsValue> = {}
    for (skip(','); closed ? !isMark(peek(), '}') : peek() !== undefined; skip(',')) {
      const key = take()
      skip(':=')
      fields[key.text] = value()
    }
    if (closed) take()
    return fields
  }
  try {
    return { value: object(false) }
  } catch (error) {
    if (error instanceof Unreadable) return { message: error.message, line: error.line }
    throw error
  }
}

const word = /\s+|#[^\n]*|\/\/[^\n]*|"((?:[^"\\]|\\.)*)"|'([^']*)'|[{}[\],:=]|[^\s{}[\],:="'#]+/gy

function tokensOf(text: string): readonly Token[] {
  let line = 1
  return [...text.matchAll(word)].flatMap(([all, double, single]) => {
    const at = line
    line += all.split('\n').length - 1
    if (/^(\s|#|\/\/)/.test(all)) return []
    const quoted = double ?? single
    return [{ text: quoted ?? all, line: at, quoted: quoted !== undefined }]
  })
}
