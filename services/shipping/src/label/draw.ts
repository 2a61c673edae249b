import { PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from '@cantoo/pdf-lib'
import { shipper } from '../shipper.ts'
import { addressLines } from './address-lines.ts'
import { code128 } from './bars.ts'
import type { Label } from './label.ts'

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
  readonly plain: PDFFont
  readonly bold: PDFFont
}

const spelled: Readonly<Record<string, string>> = {
  Ł: 'L',
  ł: 'l',
  Đ: 'D',
  đ: 'd',
  ı: 'i',
  Œ: 'OE',
  œ: 'oe',
}
const isLatin = (one: string) => /[\x20-\x7e\u00a0-\u00ff]/.test(one)
const withoutMarks = (one: string) => one.normalize('NFKD').replaceAll(/[^\x20-\x7e]/g, '')

/** The fonts have western letters only: others are transliterated, or replaced by a question mark. */
export const printable = (text: string): string =>
  [...text.normalize('NFC')]
    .map((one) => (isLatin(one) ? one : (spelled[one] ?? (withoutMarks(one) || '?'))))
    .join('')

function write(
  { page, plain, bold }: Pen,
  text: string,
  at: { y: number; size: number; heavy?: boolean; x?: number },
): void {
  const font = at.heavy ? bold : plain
  const x = at.x ?? margin
  const room = page.getWidth() - margin - x
  const line = printable(text)
  if (line === '') return
  const size = Math.min(at.size, (at.size * room) / font.widthOfTextAtSize(line, at.size))
  page.drawText(line, { x, y: at.y, size, font, color: black })
}

function rule({ page }: Pen, y: number, thickness = 1): void {
  const [start, end] = [
    { x: margin, y },
    { x: page.getWidth() - margin, y },
  ]
  page.drawLine({ start, end, thickness, color: black })
}

function drawBarcode({ page, bold }: Pen, text: string, y: number): void {
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
  const size = 13
  const x = (page.getWidth() - bold.widthOfTextAtSize(text, size)) / 2
  page.drawText(text, { x, y: y - 18, size, font: bold, color: black })
}

/** The label as a PDF: carrier, from, to, contents and the tracking number as Code 128. */
export async function drawLabel(label: Label): Promise<Uint8Array<ArrayBuffer>> {
  const pdf = await PDFDocument.create()
  pdf.setTitle(`Label ${label.trackingNumber}`)
  const pen: Pen = {
    page: pdf.addPage([page.width, page.height]),
    plain: await pdf.embedFont(StandardFonts.Helvetica),
    bold: await pdf.embedFont(StandardFonts.HelveticaBold),
  }
  const { address } = label

  write(pen, label.carrier, { y: 390, size: 26, heavy: true })
  rule(pen, 378, 3)
  write(pen, 'FROM', { y: 364, size: 7, heavy: true })
  write(pen, shipper.name, { y: 353, size: 9 })
  write(pen, `${shipper.street}, ${shipper.city} ${shipper.postcode}, ${shipper.country}`, {
    y: 342,
    size: 9,
  })
  rule(pen, 332)

  write(pen, 'TO', { y: 316, size: 8, heavy: true })
  write(pen, address.name, { y: 296, size: 17, heavy: true })
  const lines = addressLines(address)
  const spacing = Math.min(18, addressHeight / (lines.length - 1))
  lines.forEach((line, index) => {
    write(pen, line, { y: 278 - index * spacing, size: Math.min(14, spacing - 0.5) })
  })
  write(pen, address.postcode ?? '', { y: 210, size: 22, heavy: true })
  write(pen, address.country, { y: 210, size: 22, heavy: true, x: 236 })
  rule(pen, 202)

  const kilograms = (label.weightGrams / 1000).toFixed(2)
  write(pen, `${kilograms} kg   ${label.pieces} ${label.pieces === 1 ? 'piece' : 'pieces'}`, {
    y: 188,
    size: 11,
    heavy: true,
  })
  write(pen, `Order ${label.orderId}`, { y: 176, size: 8 })
  rule(pen, 168, 3)
  drawBarcode(pen, label.trackingNumber, 66)
  return new Uint8Array(await pdf.save())
}
