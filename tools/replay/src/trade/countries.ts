const codes: Readonly<Record<string, string>> = {
  ...{ Australia: 'AU', Austria: 'AT', Bahrain: 'BH', Belgium: 'BE', Brazil: 'BR', Canada: 'CA' },
  ...{ 'Channel Islands': 'JE', Cyprus: 'CY', 'Czech Republic': 'CZ', Denmark: 'DK', EIRE: 'IE' },
  ...{ 'European Community': 'BE', Finland: 'FI', France: 'FR', Germany: 'DE', Greece: 'GR' },
  ...{ 'Hong Kong': 'HK', Iceland: 'IS', Israel: 'IL', Italy: 'IT', Japan: 'JP', Lebanon: 'LB' },
  ...{
    Lithuania: 'LT',
    Malta: 'MT',
    Netherlands: 'NL',
    Norway: 'NO',
    Poland: 'PL',
    Portugal: 'PT',
  },
  ...{ RSA: 'ZA', 'Saudi Arabia': 'SA', Singapore: 'SG', Spain: 'ES', Sweden: 'SE' },
  ...{ Switzerland: 'CH', USA: 'US', 'United Arab Emirates': 'AE', 'United Kingdom': 'GB' },
}

/** The ISO 3166 code of a country as the file names it; GB, the shop's own, when the name is unknown. */
export const countryCode = (name: string): string => codes[name] ?? 'GB'
