import { type Address, splitLines } from '@stoa/contracts'

/** Longer lines would have to be printed small. */
const length = 44

/** The lines between the name and the postcode; a text that is too long for one line is split at a space. */
export function addressLines(address: Address): string[] {
  const { company, street, street2, street3, city, region, phone } = address
  const place = [city, region].filter((text) => text !== undefined).join(', ')
  return [company, street, street2, street3, place || undefined, phone && `Tel ${phone}`]
    .filter((text) => text !== undefined)
    .flatMap((text) => splitLines([text], { lines: 5, length }) ?? [text])
}
