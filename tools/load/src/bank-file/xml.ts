import { parseXml, XmlElement } from '@rgrove/parse-xml'
import { CannotRun } from '@stoa/topology'

/** The root of an XML text. Document types are not read, so that no entity but XML's own five is known. */
export function rootOf(xml: string): XmlElement {
  try {
    const { root } = parseXml(xml, { includeOffsets: true })
    if (root) return root
  } catch (error) {
    throw new CannotRun(`the file is not well-formed XML: ${(error as Error).message}`, {
      cause: error,
    })
  }
  throw new CannotRun('the file is XML without an element')
}

/** The name without its namespace's prefix. */
export const localName = ({ name }: XmlElement): string => name.slice(name.indexOf(':') + 1)

/** The elements at a path of local names below an element, in the order of the document. */
export const all = (of: XmlElement, path: string): XmlElement[] =>
  path
    .split('/')
    .reduce<XmlElement[]>(
      (found, name) =>
        found.flatMap(({ children }) =>
          children.filter(
            (child): child is XmlElement =>
              child instanceof XmlElement && localName(child) === name,
          ),
        ),
      [of],
    )

/** The texts at the paths, without empty ones. */
export const textsAt = (of: XmlElement, ...paths: readonly string[]): string[] =>
  paths
    .flatMap((path) => all(of, path))
    .map(({ text }) => text.trim())
    .filter((text) => text !== '')

export const textAt = (of: XmlElement, ...paths: readonly string[]): string | undefined =>
  textsAt(of, ...paths)[0]
