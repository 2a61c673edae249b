import { PanelBuilder, TextMode } from '@grafana/grafana-foundation-sdk/text'

/** What to look at first in a row. */
export const guide = (text: string): PanelBuilder =>
  new PanelBuilder().mode(TextMode.Markdown).content(text).transparent(true)
