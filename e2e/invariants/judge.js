// Runs in an empty page without any policy, where markup of pages and messages can be parsed.

const parse = (markup) => new DOMParser().parseFromString(markup, 'text/html')

/** Attributes that htmx or the scripts of the page add, or that say where a state came from. */
const ownAttributes = new Set(['data-rev', 'data-htmx-powered', 'data-live', 'data-keeps', 'open'])

/** What each tab may have otherwise: words about the tab itself, and what its user is typing. */
const ownContents = '#chip, #toasts, #bulk-said, form[hx-morph-skip]'

/** Random, or the time of day. */
function blur(element) {
  if (element.matches('time[data-age]')) element.textContent = '*'
  if (element.matches('[name="_idem"]')) element.setAttribute('value', '*')
  const stream = element.getAttribute('hx-sse:connect')
  if (stream !== null)
    element.setAttribute('hx-sse:connect', stream.replace(/since=[\d~]+/, 'since=*'))
}

function attributesOf(element) {
  return [...element.attributes]
    .filter(({ name }) => !ownAttributes.has(name))
    .map(({ name, value }) => {
      const words = value.split(/\s+/).filter((word) => !/^htmx-/.test(word))
      return name === 'class' ? `class=${words.sort().join(' ')}` : `${name}=${value}`
    })
    .filter((text) => text !== 'class=')
    .sort()
}

function linesOf(node, path) {
  if (node.nodeType === Node.TEXT_NODE) {
    const text = node.data.replace(/\s+/g, ' ').trim()
    return text === '' ? [] : [`${path} ${JSON.stringify(text)}`]
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return []
  blur(node)
  const here = `${path}>${node.localName}${node.id === '' ? '' : `#${node.id}`}`
  const own = [`${here} ${attributesOf(node).join(' ')}`]
  if (node.matches(ownContents)) return own
  const parts = [...node.childNodes].map((child) => linesOf(child, here))
  // A list keeps its rows where they stand when they change: their order is not compared.
  if (node.localName === 'tbody') parts.sort((a, b) => (a.join() < b.join() ? -1 : 1))
  return [...own, ...parts.flat()]
}

/** A page as lines, without what is not its state. */
function normal(markup) {
  const page = parse(markup)
  const title = (page.querySelector('title')?.textContent ?? '').replace(/^\(\d+\) /, '')
  return [`title ${title}`, ...linesOf(page.body, '')]
}

/** Lines of one that the other has not, and the other way round; all, in order, if only that differs. */
function differences(open, fresh) {
  const lacking = (lines, others) => {
    const rest = [...others]
    return lines.filter((line) => {
      const at = rest.indexOf(line)
      if (at >= 0) rest.splice(at, 1)
      return at < 0
    })
  }
  const [a, b] = [normal(open), normal(fresh)]
  const found = [
    ...lacking(a, b).map((line) => `open  ${line}`),
    ...lacking(b, a).map((line) => `fresh ${line}`),
  ]
  if (found.length === 0 && a.join('\n') !== b.join('\n')) return ['the order differs']
  return found
}

/** What is wrong with one partial: it must be one element with the id that its target names. */
function wrongWith(partial) {
  const target = partial.getAttribute('hx-target') ?? ''
  const swap = partial.getAttribute('hx-swap') ?? ''
  const nodes = [...partial.content.childNodes].filter(
    (node) => node.nodeType === Node.ELEMENT_NODE || node.textContent.trim() !== '',
  )
  const where = `I6: ${swap} ${target}: `
  if (swap === 'delete') return nodes.length === 0 ? [] : [`${where}a deletion brings something`]
  if (!['outerMorph', 'outerHTML', 'beforeend', 'afterbegin'].includes(swap)) {
    return [`${where}no such swap is known`]
  }
  const [root] = nodes
  if (nodes.length !== 1 || root.nodeType !== Node.ELEMENT_NODE) {
    return [`${where}${nodes.length} roots`]
  }
  const expected = swap.startsWith('outer') ? /#([\w-]+)$/ : /:has\(#([\w-]+)\)\)$/
  const id = expected.exec(target)?.[1]
  return id === root.id ? [] : [`${where}its root has the id "${root.id}"`]
}

/** What is wrong with a message of the stream, which is read as htmx reads it. */
function wrongWithMessage(data) {
  const asTemplates = data
    .replace(/<hx-([a-z]+)(\s+|>)/gi, '<template hx type="$1"$2')
    .replace(/<\/hx-[a-z]+>/gi, '</template>')
  const { content } = parse(`<template>${asTemplates}</template>`).querySelector('template')
  const faults = [...content.childNodes].flatMap((node) => {
    const isPartial = node.nodeType === Node.ELEMENT_NODE && node.matches('template[type=partial]')
    if (isPartial) return wrongWith(node)
    const isHarmless = node.nodeName === 'TITLE' || node.textContent.trim() === ''
    return isHarmless ? [] : [`I6: ${node.nodeName} stands beside the partials`]
  })
  return faults
}

globalThis.judge = { normal, differences, wrongWithMessage }
