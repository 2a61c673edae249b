export interface PinnedTool {
  readonly least: string
  readonly version: string
  readonly wheel: string
  readonly member: string
  readonly sha256: Readonly<Record<string, string>>
}
export function downloadArgs(requirements: string, folder: string): string[]
export function requirementOf(tool: PinnedTool): string
export function verifyHash(bytes: Uint8Array | string, wanted: string, name: string): void
export function fetchTool(
  name: string,
  tool: PinnedTool,
  target: string,
  arch?: string,
  python?: string,
): Promise<void>
