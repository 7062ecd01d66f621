import fc from 'fast-check' // breaks
import { html } from 'hono/html'
import 'left-pad' // breaks
import { h } from '@scope/name/deep' // breaks

export const pages = [fc, html, h]
