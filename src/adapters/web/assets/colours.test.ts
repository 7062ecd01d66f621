import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const folder = join(import.meta.dirname, '../static/style')
const tokens = readFileSync(join(folder, 'tokens.css'), 'utf8')

const themes = ['light', 'dark'] as const
type Theme = (typeof themes)[number]

/** Red, green and blue, each from 0 to 1. */
type Rgb = readonly [number, number, number]
type Matrix = readonly [Rgb, Rgb, Rgb]

function token(name: string, theme: Theme): Rgb {
  const found = new RegExp(`--${name}:\\s*light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(tokens)
  const colour = found?.[1 + themes.indexOf(theme)]
  if (colour === undefined) throw new Error(`tokens.css has no --${name} for both themes`)
  const part = (at: number) => Number.parseInt(colour.slice(at, at + 2), 16) / 255
  return [part(1), part(3), part(5)]
}

/** sRGB without its gamma (IEC 61966-2-1). */
const linear = (colour: Rgb): Rgb => {
  const [red, green, blue] = colour.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  )
  return [red ?? 0, green ?? 0, blue ?? 0]
}

function times(matrix: Matrix, [x, y, z]: Rgb): Rgb {
  const row = ([a, b, c]: Rgb) => a * x + b * y + c * z
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])]
}

/** @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a: Rgb, b: Rgb): number {
  const luminance = ([red, green, blue]: Rgb) => 0.2126 * red + 0.7152 * green + 0.0722 * blue
  const [dark = 0, light = 0] = [luminance(linear(a)), luminance(linear(b))].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

/**
 * What is left of linear colours without one kind of cones: Machado, Oliveira, Fernandes, "A
 * Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), severity 1.0.
 */
const visions = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const satisfies Readonly<Record<string, Matrix>>

/** Linear sRGB to OKLab: https://bottosson.github.io/posts/oklab/ */
function oklab(colour: Rgb): Rgb {
  const [l, m, s] = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    colour,
  )
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [Math.cbrt(l), Math.cbrt(m), Math.cbrt(s)],
  )
}

/** The distance in OKLab, times a hundred, of what somebody with this vision sees. */
function distance(a: Rgb, b: Rgb, vision: Matrix): number {
  const seen = (colour: Rgb): Rgb => {
    const [red, green, blue] = times(vision, linear(colour))
    const within = (part: number) => Math.min(1, Math.max(0, part))
    return oklab([within(red), within(green), within(blue)])
  }
  const [first, second] = [seen(a), seen(b)]
  return 100 * Math.hypot(...first.map((part, i) => part - (second[i] ?? 0)))
}

const statuses = ['ok', 'warn', 'down', 'maint', 'none']
const texts = ['text', 'muted', 'accent', 'ok-text', 'warn-text', 'down-text', 'maint-text']
const grounds = ['bg', 'surface']

describe.each(themes)('the %s theme', (theme) => {
  test.each(Object.keys(visions) as (keyof typeof visions)[])(
    'tells every status from every other in %s vision',
    (vision) => {
      const pairs = statuses.flatMap((a, i) => statuses.slice(i + 1).map((b) => [a, b] as const))
      const close = pairs
        .map(([a, b]) => ({
          pair: `${a} / ${b}`,
          distance: distance(token(a, theme), token(b, theme), visions[vision]),
        }))
        .filter(({ distance }) => distance < 10)
      expect(close).toEqual([])
    },
  )

  test.each(grounds)('has texts that can be read on %s (4.5 : 1)', (ground) => {
    for (const name of texts) {
      const ratio = contrast(token(name, theme), token(ground, theme))
      expect(ratio, name).toBeGreaterThanOrEqual(4.5)
    }
  })

  test.each(grounds)('has fills and edges that can be seen on %s (3 : 1)', (ground) => {
    for (const name of [...statuses, 'edge', 'accent']) {
      const ratio = contrast(token(name, theme), token(ground, theme))
      expect(ratio, name).toBeGreaterThanOrEqual(3)
    }
  })

  test('has a text that can be read on a filled button (4.5 : 1)', () => {
    const ratio = contrast(token('on-accent', theme), token('accent', theme))
    expect(ratio).toBeGreaterThanOrEqual(4.5)
  })
})

test('the gate sees what a person without red or green cones does not', () => {
  const green: Rgb = [0.2, 0.6, 0.2]
  const red: Rgb = [0.72, 0.3, 0.1]
  expect(distance(green, red, visions.normal)).toBeGreaterThan(20)
  expect(distance(green, red, visions.deutan)).toBeLessThan(10)
})

test('colours stand in the tokens only', () => {
  for (const name of globSync('*.css', { cwd: folder })) {
    if (name === 'tokens.css') continue
    const rules = readFileSync(join(folder, name), 'utf8').replace(/\/\*.*?\*\//gs, '')
    expect(rules.match(/#[0-9a-f]{3,8}\b(?=[;,) ])|\b(?:rgb|hsl|oklch)a?\(/gi) ?? [], name).toEqual(
      [],
    )
  }
})
