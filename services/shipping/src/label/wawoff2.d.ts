declare module 'wawoff2' {
  /** A font in the form of its tables (TrueType or OpenType) from one in WOFF2. */
  export function decompress(woff2: Uint8Array): Promise<Uint8Array>
}
