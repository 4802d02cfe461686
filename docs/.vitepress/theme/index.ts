import { onContentUpdated, type Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme-without-fonts'
import './colours.css'
import './figures.css'
import './page.css'

/** The home page and that of errors have no landmark for what is on them; `transformHtml` gives it to the first one. */
function nameMain(): void {
  const content = document.getElementById('VPContent')
  if (content?.querySelector('main') === null) content.setAttribute('role', 'main')
  else content?.removeAttribute('role')
}

const theme: Theme = {
  extends: DefaultTheme,
  setup: () => {
    onContentUpdated(nameMain)
    if (typeof document !== 'undefined') setTimeout(nameMain) // the page of errors updates no content
  },
}

export default theme
