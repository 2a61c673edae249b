import { posix } from 'node:path'

export interface Pages {
  /** The text of every Markdown file, by its path from the repository's root. */
  readonly texts: ReadonlyMap<string, string>
  /** Whether a file or folder is part of the repository. */
  readonly has: (path: string) => boolean
}

const withoutCode = (text: string) =>
  text.replaceAll(/^ *(`{3,}).*?^ *\1`*$/gms, '').replaceAll(/<!--.*?-->/gs, '')

const linkPatterns = [
  /\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g,
  /^\[[^\]]+\]:\s*(\S+)/gm,
  /\s(?:src|srcset|href)="([^"]+)"/g,
]

const linksOf = (text: string): string[] => {
  const prose = withoutCode(text).replaceAll(/(`+)[^`].*?\1/g, '')
  return linkPatterns.flatMap((pattern) => [...prose.matchAll(pattern)].map(([, to = '']) => to))
}

/** The anchors that GitHub gives to the headings of a page, and those that the page names itself. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const prose = withoutCode(text)
  const anchors = new Set([...prose.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id = '']) => id))
  for (const [, heading = ''] of prose.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const shown = heading.replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    const slug = shown
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
      .replaceAll(' ', '-')
    let anchor = slug
    for (let again = 1; anchors.has(anchor); again += 1) anchor = `${slug}-${again}`
    anchors.add(anchor)
  }
  return anchors
}

const isExternal = (link: string) => /^([a-z][a-z+.-]*:|\/\/)/i.test(link)

function faultOf(page: string, link: string, { texts, has }: Pages): string | undefined {
  const [target = '', anchor] = link.split('#')
  const path = target ? posix.normalize(posix.join(posix.dirname(page), target)) : page
  if (!has(path)) return `${page}: ${link} leads to no file of the repository`
  const text = texts.get(path)
  if (anchor === undefined || text === undefined || anchorsOf(text).has(anchor)) return undefined
  return `${page}: ${link} names a heading that ${path} does not have`
}

/** What is wrong with the relative links of the pages, a sentence each. */
export const brokenLinks = (pages: Pages): string[] =>
  [...pages.texts].flatMap(([page, text]) =>
    linksOf(text)
      .filter((link) => !isExternal(link))
      .flatMap((link) => faultOf(page, decodeURI(link), pages) ?? []),
  )
