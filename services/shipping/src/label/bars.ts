import bwip from 'bwip-js/node'

export interface Bar {
  /** In modules, the narrowest bar's width, from the left edge of the symbol. */
  readonly at: number
  readonly width: number
}

export interface Barcode {
  readonly modules: number
  readonly bars: readonly Bar[]
}

/** Code 128 of a text, as bars and the gaps between them. */
export function code128(text: string): Barcode {
  const [symbol] = bwip.raw('code128', text, {})
  if (!symbol || !('sbs' in symbol)) throw new Error('the barcode has no bars')
  const bars: Bar[] = []
  let at = 0
  symbol.sbs.forEach((width, index) => {
    if (index % 2 === 0) bars.push({ at, width })
    at += width
  })
  return { modules: at, bars }
}
