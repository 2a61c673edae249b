import type { OptionalTool } from './optional-tools.js'

export function fetchDebianPackage(
  name: string,
  tool: Pick<OptionalTool, 'least' | 'package' | 'members' | 'ownFolder' | 'sha256'>,
  target: string,
  programs?: { readonly apt: string; readonly dpkg: string },
): Promise<string>
