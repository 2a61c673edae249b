/** How a module is asked for, which chooses among the builds of its package. */
export type Kind = 'import' | 'require'

export interface Specifier {
  readonly kind: Kind
  readonly name: string
}

const literal = /\b(from|import|require)\s*\(?\s*(['"])([^'"\n]+)\2/g
const notLiteral =
  /\b(?:require|import)\s*\(\s*(?!['"\s)])|\b__(?:dirname|filename)\b|\bimport\.meta\b|\bcreateRequire\b|\brequire\.resolve\b|\bnew Worker\b/

/** The modules that a text of JavaScript or TypeScript names. One in a comment is one too many, which does no harm. */
export const specifiersIn = (text: string): Specifier[] =>
  [...text.matchAll(literal)].map(([, word, , name = '']) => ({
    ...{ kind: word === 'require' ? 'require' : 'import', name },
  }))

/** Whether it may load or read files that it does not name: by a computed path, or by its own place. */
export const loadsUnnamed = (text: string): boolean => notLiteral.test(text)
