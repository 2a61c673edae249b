import { BlockList, isIP } from 'node:net'

/** Whether an address is in a CIDR range, or equals a single address. */
export function inRange(address: string | undefined, range: string): boolean {
  if (address === undefined || isIP(address) === 0) return false
  const [base = '', length] = range.split('/')
  const family = isIP(base) === 6 ? 'ipv6' : 'ipv4'
  const list = new BlockList()
  list.addSubnet(
    base,
    length === undefined ? (family === 'ipv6' ? 128 : 32) : Number(length),
    family,
  )
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}
