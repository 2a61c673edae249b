/** FedEx's own codes of currencies beside those of ISO 4217 (its API reference guide, "Currency Codes"). Its answers have either. */
const houseCodes: ReadonlyMap<string, string> = new Map([
  ['ARN', 'ARS'],
  ['CHP', 'CLP'],
  ['CID', 'KYD'],
  ['DHS', 'AED'],
  ['ECD', 'XCD'],
  ['JAD', 'JMD'],
  ['JYE', 'JPY'],
  ['KUD', 'KWD'],
  ['NMP', 'MXN'],
  ['NTD', 'TWD'],
  ['RDD', 'DOP'],
  ['SFR', 'CHF'],
  ['SID', 'SGD'],
  ['UKL', 'GBP'],
  ['WON', 'KRW'],
])

export const isoOfFedex = (code: string): string => houseCodes.get(code) ?? code
