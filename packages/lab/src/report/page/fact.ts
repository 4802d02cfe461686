import { type Html, html } from '../html.ts'

/** What a page's head says first: a fact's name, the fact, and a word on it. */
export const fact = (name: string, value: string, detail: string): Html =>
  html`<div><dt>${name}</dt><dd><b>${value}</b> <span>${detail}</span></dd></div>`
