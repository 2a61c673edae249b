import { PDFDocument, type PDFPage, rgb } from '@cantoo/pdf-lib'
import { shipper } from '../shipper.ts'
import { addressLines } from './address-lines.ts'
import { code128 } from './bars.ts'
import type { Label } from './label.ts'
import { outline } from './outline.ts'
import { type ShapedLine, shapeLine } from './shape.ts'

/** Points; 4 by 6 inches. */
const page = { width: 288, height: 432 } as const
const margin = 16
const black = rgb(0, 0, 0)
const barcodeHeight = 84
/** From the first line under the name to the last one over the postcode. */
const addressHeight = 44
/** Modules left white on either side, so that scanners find the first and the last bar. */
const quiet = 10

interface Pen {
  readonly page: PDFPage
  /** Decides between the forms of Chinese characters. */
  readonly country: string
  /** Every text drawn so far; objects for each operator would cost much more memory. */
  readonly outlined: string[]
}

/** The outlines of a line, as operators of a PDF page. */
function outlines({ glyphs }: ShapedLine, at: { x: number; y: number; size: number }): string[] {
  const scale = at.size / 1000
  return glyphs.map(({ path, x, y, unitsPerThousand }) => {
    const unit = (scale / unitsPerThousand).toFixed(6)
    const place = [at.x + x * scale, at.y + y * scale].map((value) => value.toFixed(3)).join(' ')
    return `q ${unit} 0 0 ${unit} ${place} cm\n${outline(path)}\nf Q`
  })
}

/** Draws a line that is made smaller when it is too long; one from right to left ends at the right margin. */
async function write(
  { page, country, outlined }: Pen,
  text: string,
  at: { y: number; size: number; heavy?: boolean; x?: number; centred?: boolean },
): Promise<void> {
  const line = await shapeLine(text, { weight: at.heavy ? 'bold' : 'plain', country })
  if (line.width === 0) return
  const left = at.x ?? margin
  const room = page.getWidth() - margin - left
  const size = Math.min(at.size, (1000 * room) / line.width)
  const spare = room - (line.width * size) / 1000
  const indent = at.centred ? spare / 2 : line.isRightToLeft ? spare : 0
  outlined.push(...outlines(line, { x: left + indent, y: at.y, size }))
}

function rule({ page }: Pen, y: number, thickness = 1): void {
  const [start, end] = [
    { x: margin, y },
    { x: page.getWidth() - margin, y },
  ]
  page.drawLine({ start, end, thickness, color: black })
}

async function drawBarcode(pen: Pen, text: string, y: number): Promise<void> {
  const { page } = pen
  const { modules, bars } = code128(text)
  const unit = (page.getWidth() - 2 * margin) / (modules + 2 * quiet)
  for (const { at, width } of bars)
    page.drawRectangle({
      x: margin + (quiet + at) * unit,
      y,
      width: width * unit,
      height: barcodeHeight,
      color: black,
    })
  await write(pen, text, { y: y - 18, size: 13, heavy: true, centred: true })
}

/** The label as a PDF: carrier, from, to, contents and the tracking number as Code 128. */
export async function drawLabel(label: Label): Promise<Uint8Array<ArrayBuffer>> {
  const pdf = await PDFDocument.create()
  pdf.setTitle(`Label ${label.trackingNumber}`)
  const { address } = label
  const pen: Pen = {
    ...{ page: pdf.addPage([page.width, page.height]), country: address.country },
    outlined: [],
  }

  await write(pen, label.carrier, { y: 390, size: 26, heavy: true })
  rule(pen, 378, 3)
  await write(pen, 'FROM', { y: 364, size: 7, heavy: true })
  await write(pen, shipper.name, { y: 353, size: 9 })
  await write(pen, `${shipper.street}, ${shipper.city} ${shipper.postcode}, ${shipper.country}`, {
    y: 342,
    size: 9,
  })
  rule(pen, 332)

  await write(pen, 'TO', { y: 316, size: 8, heavy: true })
  await write(pen, address.name, { y: 296, size: 17, heavy: true })
  const lines = addressLines(address)
  const spacing = Math.min(18, addressHeight / (lines.length - 1))
  for (const [index, line] of lines.entries())
    await write(pen, line, { y: 278 - index * spacing, size: Math.min(14, spacing - 0.5) })
  await write(pen, address.postcode ?? '', { y: 210, size: 22, heavy: true })
  await write(pen, address.country, { y: 210, size: 22, heavy: true, x: 236 })
  rule(pen, 202)

  const kilograms = (label.weightGrams / 1000).toFixed(2)
  await write(pen, `${kilograms} kg   ${label.pieces} ${label.pieces === 1 ? 'piece' : 'pieces'}`, {
    y: 188,
    size: 11,
    heavy: true,
  })
  await write(pen, `Order ${label.orderId}`, { y: 176, size: 8 })
  rule(pen, 168, 3)
  await drawBarcode(pen, label.trackingNumber, 66)
  const texts = pdf.context.flateStream(pen.outlined.join('\n'))
  pen.page.node.addContentStream(pdf.context.register(texts))
  return new Uint8Array(await pdf.save())
}
